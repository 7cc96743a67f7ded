/** The system's monotonic clock, in milliseconds: one clock for all threads, which is never set. */
export function ticks(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}
