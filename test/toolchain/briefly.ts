import { setFlagsFromString } from 'node:v8';

// For tests that serve nothing, as the command line does: no module here lives long enough to be worth optimizing. V8
// would spend two thirds of the processor's time of a toolchain, and of many small policies, on that.
setFlagsFromString('--wasm-tiering-budget=1000000000');
