import type { Effect, EffectSink } from '../../core/effect.ts';

type Method = (this: never, ...parameters: never[]) => unknown;

/** Replaces a method of a class until the result is called. */
export function replaced<T extends object, K extends keyof T & string>(
  prototype: T,
  name: K,
  replacement: (original: T[K]) => (this: T, ...parameters: Parameters<Extract<T[K], Method>>) => ReturnType<Extract<T[K], Method>>,
): () => void {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name) as PropertyDescriptor;
  Object.defineProperty(prototype, name, { ...descriptor, value: replacement(descriptor.value as T[K]) });
  return () => {
    Object.defineProperty(prototype, name, descriptor);
  };
}

/** Replaces a getter of a class until the result is called. */
export function replacedGetter(prototype: object, name: string, get: () => unknown): () => void {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name) as PropertyDescriptor;
  Object.defineProperty(prototype, name, { ...descriptor, get });
  return () => {
    Object.defineProperty(prototype, name, descriptor);
  };
}

/** Lets effects through, changed or not at all. */
export function through(effects: EffectSink, change: (effect: Effect) => Effect | null): EffectSink {
  return {
    push: (effect) => {
      const changed = change(effect);
      return changed === null ? undefined : effects.push(changed);
    },
  };
}
