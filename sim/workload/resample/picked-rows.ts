/** Rows of a trace in the order in which a replication replays them. */
export class PickedRows {
  count = 0;
  row: Uint32Array;
  /** Milliseconds since the replication's start. */
  arrivalAt: Float64Array;
  /** Address of the row's own draws. */
  draw: Uint32Array;
  /** Which block the row came with: a pipeline that is drawn twice is two. */
  block: Uint32Array;

  constructor(expected: number) {
    const length = Math.max(16, expected);
    this.row = new Uint32Array(length);
    this.arrivalAt = new Float64Array(length);
    this.draw = new Uint32Array(length);
    this.block = new Uint32Array(length);
  }

  /** Adds a row that arrives then. */
  add(row: number, arrivalAt: number, draw: number, block: number): void {
    if (this.count === this.row.length) this.#grow();
    const index = this.count++;
    this.row[index] = row;
    this.arrivalAt[index] = arrivalAt;
    this.draw[index] = draw;
    this.block[index] = block;
  }

  /** Puts the rows into the order of their arrival; rows of one instant stay as they were. */
  sort(): void {
    const { arrivalAt, row, draw, block, count } = this;
    const order = Uint32Array.from({ length: count }, (_, index) => index);
    order.sort((a, b) => (arrivalAt[a] as number) - (arrivalAt[b] as number) || a - b);
    this.row = order.map((index) => row[index] as number);
    this.draw = order.map((index) => draw[index] as number);
    this.block = order.map((index) => block[index] as number);
    this.arrivalAt = Float64Array.from(order, (index) => arrivalAt[index] as number);
  }

  #grow(): void {
    const length = this.count + (this.count >> 1);
    const wider = <Column extends Uint32Array | Float64Array>(column: Column, larger: Column): Column => {
      larger.set(column);
      return larger;
    };
    this.row = wider<Uint32Array>(this.row, new Uint32Array(length));
    this.draw = wider<Uint32Array>(this.draw, new Uint32Array(length));
    this.block = wider<Uint32Array>(this.block, new Uint32Array(length));
    this.arrivalAt = wider<Float64Array>(this.arrivalAt, new Float64Array(length));
  }
}
