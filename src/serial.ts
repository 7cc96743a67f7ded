/** Runs tasks one after another, in the order in which they were given. A task that fails does not stop the next. */
export class Serial {
  #last: Promise<unknown> = Promise.resolve();

  run<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#last.then(task);
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** Resolves when everything that was given so far is done. */
  idle(): Promise<void> {
    return this.#last.then(() => undefined);
  }
}
