/** What an item of a `LinkedList` carries, so that the list allocates nothing. */
export interface Linked<T> {
  previous: T | null;
  next: T | null;
  linked: boolean;
}

/** A doubly linked list through its own items: order of insertion, removal from anywhere in O(1). An item is in one list at most. */
export class LinkedList<T extends Linked<T>> {
  first: T | null = null;
  last: T | null = null;
  size = 0;

  /** Appends; an item that is in the list already moves to its end. */
  append(item: T): void {
    if (item.linked) this.remove(item);
    item.previous = this.last;
    item.next = null;
    item.linked = true;
    if (this.last === null) this.first = item;
    else this.last.next = item;
    this.last = item;
    this.size++;
  }

  /** Puts an item at the head. */
  prepend(item: T): void {
    if (item.linked) this.remove(item);
    item.previous = null;
    item.next = this.first;
    item.linked = true;
    if (this.first === null) this.last = item;
    else this.first.previous = item;
    this.first = item;
    this.size++;
  }

  /** Takes an item out; nothing happens when it is not in. */
  remove(item: T): void {
    if (!item.linked) return;
    if (item.previous === null) this.first = item.next;
    else item.previous.next = item.next;
    if (item.next === null) this.last = item.previous;
    else item.next.previous = item.previous;
    item.previous = null;
    item.next = null;
    item.linked = false;
    this.size--;
  }

  /** The items in order; the current one may be removed while iterating. */
  *[Symbol.iterator](): Generator<T> {
    let item = this.first;
    while (item !== null) {
      const next: T | null = item.next;
      yield item;
      item = next;
    }
  }
}
