import type { CarriedScenario } from '../live/page-contents.ts';
import type { Answer, Ask, Message } from '../live/protocol.ts';

/** A task that waits for a worker. */
interface Task {
  readonly ask: Omit<Ask, 'id'>;
  /** The lowest goes first. */
  readonly priority: number;
  /** Asked when its turn comes: what nobody waits for any more is passed over. */
  readonly isWanted: () => boolean;
  readonly resolve: (answer: Answer) => void;
}

interface Seat {
  readonly worker: Worker;
  /** Scenarios that the worker has. */
  readonly opened: Set<number>;
  busy: boolean;
}

const mostWorkers = 4;

/** The simulator in workers of the page: each takes one question at a time, the most urgent first. */
export class SimulatorPool {
  readonly #seats: readonly Seat[];
  readonly #scenarios: CarriedScenario[] = [];
  readonly #tasks: Task[] = [];
  readonly #waiting = new Map<number, { readonly task: Task; readonly seat: Seat }>();
  #lastId = 0;

  /** @param program what a worker runs. */
  constructor(program: Blob) {
    const address = URL.createObjectURL(program);
    const size = Math.min(mostWorkers, navigator.hardwareConcurrency);
    this.#seats = Array.from({ length: size }, () => this.#seat(address));
  }

  /** Takes a scenario, to be asked about by the number that is returned. */
  open(scenario: CarriedScenario): number {
    return this.#scenarios.push(scenario) - 1;
  }

  /** Asks as soon as a worker is free; a question that is no longer wanted then is never answered. */
  ask(ask: Omit<Ask, 'id'>, priority: number, isWanted: () => boolean = () => true): Promise<Answer> {
    return new Promise((resolve) => {
      this.#tasks.push({ ask, priority, isWanted, resolve });
      this.#serve();
    });
  }

  #seat(address: string): Seat {
    const seat: Seat = { worker: new Worker(address), opened: new Set(), busy: false };
    seat.worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      this.#settle(data);
    };
    seat.worker.onerror = (event) => {
      for (const [id, entry] of this.#waiting) if (entry.seat === seat) this.#settle({ id, kind: 'failed', message: event.message });
    };
    return seat;
  }

  #settle(answer: Answer): void {
    const entry = this.#waiting.get(answer.id);
    if (entry === undefined) return;
    this.#waiting.delete(answer.id);
    entry.seat.busy = false;
    this.#serve();
    entry.task.resolve(answer);
  }

  #serve(): void {
    for (const seat of this.#seats) {
      if (seat.busy) continue;
      const task = this.#next();
      if (task === null) return;
      seat.busy = true;
      const id = ++this.#lastId;
      this.#waiting.set(id, { task, seat });
      const number = task.ask.scenario;
      if (!seat.opened.has(number)) send(seat, { kind: 'open', number, scenario: this.#scenarios[number]! });
      seat.opened.add(number);
      send(seat, { kind: 'ask', ask: { ...task.ask, id } });
    }
  }

  #next(): Task | null {
    let best = -1;
    for (let index = this.#tasks.length - 1; index >= 0; index--) {
      const task = this.#tasks[index]!;
      if (!task.isWanted()) {
        this.#tasks.splice(index, 1);
        if (best > index) best--;
      } else if (best < 0 || task.priority <= this.#tasks[best]!.priority) best = index;
    }
    return best < 0 ? null : this.#tasks.splice(best, 1)[0]!;
  }
}

function send({ worker }: Seat, message: Message): void {
  worker.postMessage(message);
}
