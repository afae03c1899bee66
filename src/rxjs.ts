// The part of RxJS that is used here. For the files of src/, "rxjs" is this file (`scopes` in
// deno.json); for all others it is the whole, made of the same modules. The whole is 251 CommonJS
// modules, and to find and load them takes a fifth of a run's start.

export { Observable } from "rxjs/internal/Observable";
export { Subscriber } from "rxjs/internal/Subscriber";

export { concat } from "rxjs/internal/observable/concat";
export { defer } from "rxjs/internal/observable/defer";
export { EMPTY } from "rxjs/internal/observable/empty";
export { from } from "rxjs/internal/observable/from";
export { merge } from "rxjs/internal/observable/merge";
export { of } from "rxjs/internal/observable/of";

export { connect } from "rxjs/internal/operators/connect";
export { concatMap } from "rxjs/internal/operators/concatMap";
export { filter } from "rxjs/internal/operators/filter";
export { finalize } from "rxjs/internal/operators/finalize";
export { ignoreElements } from "rxjs/internal/operators/ignoreElements";
export { map } from "rxjs/internal/operators/map";
export { scan } from "rxjs/internal/operators/scan";
export { takeLast } from "rxjs/internal/operators/takeLast";
export { takeUntil } from "rxjs/internal/operators/takeUntil";
export { takeWhile } from "rxjs/internal/operators/takeWhile";
export { tap } from "rxjs/internal/operators/tap";
export { toArray } from "rxjs/internal/operators/toArray";

export { lastValueFrom } from "rxjs/internal/lastValueFrom";
export { identity } from "rxjs/internal/util/identity";
export { pipe } from "rxjs/internal/util/pipe";

export type { MonoTypeOperatorFunction, OperatorFunction } from "rxjs/internal/types";
