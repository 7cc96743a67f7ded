// Made by `npm run types` from schemas/config.schema.json. Do not edit.

export type Path = string;
export type Algorithm =
  'ES256' | 'ES384' | 'ES512' | 'RS256' | 'RS384' | 'RS512' | 'PS256' | 'PS384' | 'PS512' | 'EdDSA';
export type HostPattern = string;
export type Name = string;
export type JsonPointer = string;
export type Network = string;

/**
 * The configuration file of Regate, `regate.yaml`. Paths are relative to the file; a key that is not listed is refused.
 */
export interface ConfigDocument {
  /**
   * Addresses on which the gateway accepts requests.
   *
   * @minItems 1
   * @maxItems 64
   */
  listeners: {
    /**
     * IP address; `0.0.0.0` or `::` means every one of this machine.
     */
    address: string;
    /**
     * TCP port; 0 lets the system choose.
     */
    port: number;
    /**
     * Makes it an HTTPS listener, HTTP/2 by ALPN. The files are read again when they change.
     */
    tls?: {
      /**
       * The first one serves clients that name no host or one that no certificate covers.
       *
       * @minItems 1
       * @maxItems 256
       */
      certificates: {
        /**
         * PEM file with the certificate and its chain.
         */
        cert: string;
        /**
         * PEM file with the private key, without a passphrase.
         */
        key: string;
      }[];
      /**
       * Oldest protocol version that is spoken.
       */
      min_version: 'TLSv1.2' | 'TLSv1.3';
    };
  }[];
  /**
   * Listener of the operators: health, status, decisions, metrics. It speaks plain HTTP; keep it on loopback or behind something that encrypts.
   */
  admin: {
    /**
     * IP address.
     */
    address: string;
    /**
     * TCP port; 0 lets the system choose.
     */
    port: number;
    /**
     * File with the bearer token, made with mode 0600 on first start where it is missing. Default: `admin-token` in `state_dir`.
     */
    token_file?: string;
  };
  /**
   * Data-plane threads. `auto` is one for each core that the process may use. Only Linux balances connections over threads; elsewhere one thread serves, whatever is written here.
   */
  workers: number | string;
  /**
   * Policies by name.
   */
  bundles: {
    [k: string]: {
      /**
       * Where the policy comes from: exactly one of `path`, `git` and `http`.
       */
      source: {
        /**
         * A folder of Rego, compiled and tested in place, or a bundle file (`.tar.gz`). It is watched.
         */
        path?: string;
        /**
         * A folder of Rego in a git repository, compiled and tested in place. The revision is the commit.
         */
        git?: {
          /**
           * An https, ssh or file URL.
           */
          url: string;
          /**
           * Branch or tag that is followed.
           */
          ref: string;
          /**
           * Folder in the repository; the whole of it where left out.
           */
          path?: string;
          /**
           * Time between two looks, about; each is a little early or late by chance.
           */
          poll: string;
          /**
           * Token for https, sent as the password of the user `git`.
           */
          token?: string;
          /**
           * Files of keys, as ssh's `allowed_signers` or as an exported OpenPGP key. Where there is one, the commit has to bear a good signature of one of them.
           *
           * @minItems 1
           * @maxItems 32
           */
          signed_by?: Path[];
          /**
           * Lets GitHub or GitLab tell of a push at `POST /v1/webhooks/NAME` of the admin listener, so that nobody waits for the poll.
           */
          webhook?: {
            /**
             * Shared with the sender, who proves to know it.
             */
            secret: string;
          };
        };
        /**
         * A bundle from a server that speaks OPA's bundle API; any server of files with an ETag does.
         */
        http?: {
          /**
           * An https URL; http is accepted for a loopback host only.
           */
          url: string;
          /**
           * Time between two looks: a duration, or the least and the most of it, between which chance decides.
           */
          poll: string;
          /**
           * How long the server may hold a request until there is something new, where it offers that.
           */
          long_poll?: string;
          /**
           * Bearer token.
           */
          token?: string;
          /**
           * The client's certificate.
           */
          certificate?: {
            /**
             * PEM file with the certificate and its chain.
             */
            cert: string;
            /**
             * PEM file with the private key, without a passphrase.
             */
            key: string;
          };
          /**
           * PEM file of the certificate authorities that are trusted in place of the system's.
           */
          ca?: string;
        };
      };
      /**
       * Takes bundles from a `git` or `http` source that nobody signed. Without it such a source needs `keys` (or, for git, `signed_by`).
       */
      unsigned?: 'allow';
      /**
       * Rule that gives the decision.
       */
      entrypoint: string;
      /**
       * Trusted public keys by key id. Where there is one, only a bundle that one of them signed is accepted; several overlap while keys are rotated.
       */
      keys: {
        [k: string]: {
          /**
           * PEM file of the public key.
           */
          file: string;
          /**
           * The one algorithm that is accepted with this key.
           */
          algorithm: 'ES256' | 'ES384' | 'ES512' | 'RS256' | 'RS384' | 'RS512' | 'PS256' | 'PS384' | 'PS512' | 'EdDSA';
          /**
           * Scope that the signature must name; left out: none.
           */
          scope?: string;
        };
      };
      /**
       * What a candidate has to show before it answers a request.
       */
      admission: {
        /**
         * `required`: a candidate without a test is refused. `optional`: only a failing test refuses it.
         */
        tests: 'required' | 'optional';
        /**
         * Per cent of the lines of Rego that the tests have to run.
         */
        coverage: number;
        /**
         * `agree`: the compiled module and OPA's own evaluator have to decide alike on every input of the tests, on recorded and on generated ones. `skip`: this is not tried.
         */
        engines: 'agree' | 'skip';
        /**
         * `required`: a bundle that was built elsewhere has to bear, under its signature, that its tests passed and that both engines agreed. `optional`: it need not.
         */
        proof: 'required' | 'optional';
        /**
         * How many decisions on recent inputs the candidate may change, as a number or as a share of them. More waits for an operator's approval. What is left out is not bounded.
         */
        flips?: {
          /**
           * Denied now, then allowed.
           */
          deny_to_allow?: number | string;
          /**
           * Allowed now, then denied.
           */
          allow_to_deny?: number | string;
          /**
           * Allowed or denied as now, with another limit, obligation or reason.
           */
          changed?: number | string;
        };
        /**
         * Recent inputs that are kept in memory for the comparison.
         */
        sample: number;
      };
      /**
       * What sends a revision back after it was activated: the one before it answers again, and the bad one is not taken again by itself.
       */
      guard: {
        /**
         * How long after its activation a revision is guarded.
         */
        window: string;
        /**
         * Evaluations that ended in a fault, where the revision before could decide the same request, and workers that ended, which send it back; 0: none do.
         */
        faults: number;
        /**
         * Watches the share of denied requests of each route. Off unless it is written.
         */
        denial_rate?: {
          /**
           * How many percentage points the share may be off what it was under the revision before.
           */
          within: string;
          /**
           * Requests of a route that are needed for a judgement.
           */
          requests: number;
        };
      };
      /**
       * Another bundle that is asked beside this one, with the same inputs, once the answer is sent. What it would have decided is in the decision log; it never answers.
       */
      shadow?: {
        /**
         * Name of that bundle.
         */
        bundle: string;
        /**
         * Share of the requests for which it is asked.
         */
        share: string;
      };
      /**
       * Revisions that are kept on disk, the active one among them: to go back to, and to explain old decisions with.
       */
      keep: number;
    };
  };
  /**
   * Issuers of JSON Web Tokens by name.
   */
  issuers: {
    [k: string]: {
      /**
       * Exact value of the claim `iss`.
       */
      issuer: string;
      /**
       * Value of the claim `aud` that is accepted, or a list of them.
       *
       * @minItems 1
       * @maxItems 32
       */
      audience: string | string[];
      /**
       * Signature algorithms that are accepted. A token never chooses another.
       *
       * @minItems 1
       */
      algorithms: Algorithm[];
      /**
       * The issuer's public keys (RFC 7517): exactly one of `file` and `url`.
       */
      jwks: {
        /**
         * JSON file, read again when it changes.
         */
        file?: string;
        /**
         * An https URL; http is accepted for a loopback host only.
         */
        url?: string;
      };
      /**
       * How far the issuer's clock may be off when `exp`, `nbf` and `iat` are checked.
       */
      clock_skew: string;
    };
  };
  /**
   * Sets of API keys by name. A name is shared with no issuer.
   */
  api_keys: {
    [k: string]: {
      /**
       * YAML file of hashed keys, read again when it changes.
       */
      file: string;
      /**
       * Request header field that carries the key.
       */
      header: string;
    };
  };
  /**
   * Services behind the gateway by name.
   */
  upstreams: {
    [k: string]: {
      /**
       * Where it is served: origins, or names that DNS knows.
       *
       * @minItems 1
       * @maxItems 1024
       */
      endpoints: (
        | string
        | {
            /**
             * Origin.
             */
            url?: string;
            /**
             * Name whose addresses are the endpoints: `http://name:port` or `https://name:port` (A and AAAA records), `srv://name` or `srv+https://name` (SRV records). It is looked up again when its records have lived their time.
             */
            dns?: string;
            /**
             * Its share of the requests, beside the weights of the others; `round_robin` takes no notice of it.
             */
            weight: number;
            /**
             * Endpoints with the lowest number serve; the next ones only where none of these is available.
             */
            priority: number;
          }
      )[];
      /**
       * Who gets a request: `round_robin`, `least_request` (the less busy one of two that chance names), `weighted` (by weight, in turn), or `hash`: the same endpoint for the same value.
       */
      balancer:
        | string
        | {
            /**
             * What is hashed. A request that lacks it goes to the less busy of two. No endpoint gets more than 1.25 times its share.
             */
            hash: {
              /**
               * Value of this header field.
               */
              header?: string;
              /**
               * Value of this cookie.
               */
              cookie?: string;
              /**
               * `subject`: the id of who asks; `key`: the `key` of the policy's obligation `upstream`.
               */
              by?: 'subject' | 'key';
            };
          };
      /**
       * How long an endpoint that came back gets less than its share, growing from a tenth. `0s`: off.
       */
      slow_start: string;
      /**
       * Share of available endpoints below which health no longer counts and all are used. `0%`: never; where none is available requests are refused with 503.
       */
      panic: string;
      /**
       * Asks each endpoint from time to time whether it is well: once for the process, however many workers there are. Left out: only requests tell.
       */
      probe?: {
        /**
         * Path that is asked with GET. Left out: only a connection is made.
         */
        path?: string;
        /**
         * Host field of the question. Default: the endpoint's.
         */
        host?: string;
        /**
         * Status of the answer that is well: one, or a range.
         */
        status: string;
        /**
         * Between two questions; a tenth more or less, by chance.
         */
        interval: string;
        /**
         * Until the answer is there.
         */
        timeout: string;
        /**
         * Good answers in a row that bring an endpoint back.
         */
        rise: number;
        /**
         * Bad answers in a row that take it out.
         */
        fall: number;
      };
      /**
       * Takes out an endpoint whose answers are bad, for a while; `off` for never.
       */
      outlier:
        | string
        | {
            /**
             * Failed attempts or answers with 5xx in a row.
             */
            consecutive: number;
            /**
             * How long the first time; after that two, three, ... times as long.
             */
            ejection: string;
            /**
             * How long at most.
             */
            max_ejection: string;
            /**
             * Share of the endpoints that may be out at a time; of two or more, one always may.
             */
            max_ejected: string;
            /**
             * Takes an endpoint out whose share of good answers in ten seconds is below the mean by this many standard deviations. 0: off.
             */
            deviation: number;
          };
      /**
       * Sends a request again where the first attempt failed, and that is safe (RFC 9110, section 9.2.2). The decision and the limits are taken once.
       */
      retry: {
        /**
         * Attempts at most, the first one included.
         */
        attempts: number;
        /**
         * Share of the upstream's requests in flight that may be repetitions of what was answered or took too long; three always may. What got no answer at all does not count here.
         */
        budget: string;
        /**
         * What is repeated: `connect` (no connection), `refused` (the upstream said that it did not touch the request), `reset` (the connection ended before an answer), `timeout` (no answer within `timeouts.try`), or an answer with 502, 503 or 504. Of these the first two hold for any method, the others for idempotent ones.
         *
         * @maxItems 8
         */
        on: ('connect' | 'refused' | 'reset' | 'timeout' | 502 | 503 | 504)[];
      };
      /**
       * Sends a GET or HEAD without an answer to a second endpoint, and takes the answer that comes first. Counts against the retry budget. Left out: off.
       */
      hedge?: {
        /**
         * How long the first answer is waited for.
         */
        after: string;
      };
      /**
       * Caps for the whole process; what is above them is refused with 503 at once.
       */
      breaker: {
        /**
         * Connections to one endpoint, divided among the workers.
         */
        connections: number;
        /**
         * Requests that wait for a connection.
         */
        pending: number;
        /**
         * Requests in flight.
         */
        requests: number;
        /**
         * Repetitions in flight.
         */
        retries: number;
      };
      /**
       * Queues requests, so that the upstream never has more than `concurrency` of them at a time, over all workers. Left out: nothing waits.
       */
      throttle?: {
        /**
         * Requests at a time.
         */
        concurrency: number;
        /**
         * Requests that may wait; more are refused with 503 at once.
         */
        queue: number;
        /**
         * How long a request may wait; then it is refused with 503.
         */
        wait: string;
        /**
         * Whose requests share a place: `subject` or `client` (its address). Left out: all requests share one throttle.
         */
        per?: 'subject' | 'client';
      };
      /**
       * Limits of one attempt. The whole exchange is limited by the route's `timeout`.
       */
      timeouts: {
        /**
         * Until the connection stands, TLS included.
         */
        connect: string;
        /**
         * Until the answer's header section is there, from the end of the request.
         */
        headers: string;
        /**
         * Between two pieces of the answer's body.
         */
        idle: string;
        /**
         * One attempt, from its start until the answer's header section is there, where another attempt may follow. Left out: only `headers` counts.
         */
        try?: string;
      };
      /**
       * `http1`; `h2`: HTTP/2 over TLS; `h2c`: HTTP/2 without TLS, known in advance. gRPC needs one of the latter two.
       */
      protocol: 'http1' | 'h2' | 'h2c';
      /**
       * Trust for https endpoints. Their certificates are always checked.
       */
      tls?: {
        /**
         * PEM file of the certificate authorities that are trusted in place of the system's.
         */
        ca?: string;
      };
    };
  };
  /**
   * What is served. A request takes the most specific host, then the most specific path, whatever the order here.
   *
   * @minItems 1
   * @maxItems 10000
   */
  routes: {
    /**
     * Name of the route in policies, logs and metrics; unique.
     */
    id: string;
    /**
     * The requests that it serves.
     */
    match: {
      /**
       * Segments are literal text, `{name}` for one segment whose value the policy gets as a parameter, `*` for any one segment, and `**` at the end for the rest, which may be empty. Literal text goes before `{name}` and `*`, these before `**`.
       */
      path: string;
      /**
       * Methods that are allowed; GET brings HEAD with it.
       *
       * @minItems 1
       */
      methods: ('GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS')[];
      /**
       * Host names without the port: exact, `*.example.com` for every name below it, or `*` for any.
       *
       * @minItems 1
       * @maxItems 256
       */
      hosts: HostPattern[];
    };
    /**
     * Names of the issuers and API key sets whose credentials are accepted; `[]` lets anybody in as anonymous. Default: every issuer and key set; where there is none, the list must be written.
     *
     * @maxItems 64
     */
    authenticate?: Name[];
    /**
     * Bundle that decides.
     */
    bundle: string;
    /**
     * Rule that decides. Default: the bundle's.
     */
    entrypoint?: string;
    /**
     * Upstream that serves it.
     */
    upstream: string;
    /**
     * Total time of an exchange with the upstream, all attempts included, from the end of the request to the end of the answer; of a stream (server-sent events, gRPC, WebSocket) to its header section. `grpc-timeout` and `Prefer: wait` of a client can shorten it.
     */
    timeout: string;
    /**
     * Answers that go on: server-sent events and gRPC.
     */
    stream: {
      /**
       * Silence after which one is ended.
       */
      idle: string;
      /**
       * How long one may last.
       */
      max_age: string;
    };
    /**
     * Lets WebSocket connections pass, once the policy allowed the handshake. Left out: they are refused.
     */
    websocket?: {
      /**
       * Silence in both directions after which one is ended.
       */
      idle: string;
      /**
       * How long one may last.
       */
      max_age: string;
      /**
       * Bytes in both directions together. Left out: any number.
       */
      max_bytes?: string;
    };
    /**
     * Queues requests, so that what is behind the route never has more than `concurrency` of them at a time, over all workers. Left out: nothing waits.
     */
    throttle?: {
      /**
       * Requests at a time.
       */
      concurrency: number;
      /**
       * Requests that may wait; more are refused with 503 at once.
       */
      queue: number;
      /**
       * How long a request may wait; then it is refused with 503.
       */
      wait: string;
      /**
       * Whose requests share a place: `subject` or `client` (its address). Left out: all requests share one throttle.
       */
      per?: 'subject' | 'client';
    };
    /**
     * Sends a copy of some requests to another upstream and forgets the answer. Requests with a body above 64KiB or of unknown length are not copied. Left out: none.
     */
    mirror?: {
      /**
       * Upstream that gets the copies.
       */
      upstream: string;
      /**
       * Share of the requests.
       */
      share: string;
    };
    /**
     * Bytes of a request's body; more is answered with 413. gRPC streams have no limit unless it is written here.
     */
    max_request_size?: string;
    /**
     * Bytes of an answer's body; a larger one is broken off. Left out: any number.
     */
    max_response_size?: string;
    /**
     * Whether a request with the field `Idempotency-Key` may be repeated like an idempotent one.
     */
    idempotency_key: boolean;
    /**
     * How old the last sign of life of the bundle's source may be; then the route refuses every request with 503. Left out: any age.
     */
    max_policy_age?: string;
    /**
     * The body, where the policy reads it. Else it is streamed and never looked at.
     */
    body: {
      /**
       * Bytes of a JSON body that are read for the policy. Of a larger one it sees `truncated` and no content.
       */
      limit: string;
    };
    /**
     * Free values that the policy sees as `input.route.labels`.
     */
    labels: {
      [k: string]: string;
    };
    /**
     * Whether the upstream gets the credential that the gateway has verified: `strip` or `forward`.
     */
    credentials: 'strip' | 'forward';
    /**
     * Whether `%2F` and `%5C` in a segment are accepted; they stay encoded for the policy's path and the upstream. Else such a request is refused.
     */
    encoded_slashes: boolean;
  }[];
  /**
   * The decision log: one event for every exchange.
   */
  audit: {
    /**
     * File of JSON lines. Without it only recent events are kept, in memory.
     */
    file?: {
      /**
       * The file that is written.
       */
      path: string;
      /**
       * Size at which the file is rotated.
       */
      max_size: string;
      /**
       * Files that are kept, the current one included.
       */
      max_files: number;
    };
    /**
     * JSON pointers into the event whose values are replaced; a segment `*` stands for every member. Credentials are left out without being named.
     *
     * @maxItems 256
     */
    mask: JsonPointer[];
    /**
     * `read`: an event holds the input that the policy read. `full`: it holds the whole input, so that any other policy can be asked about it later.
     */
    record: 'read' | 'full';
    /**
     * Events kept in memory for the admin listener.
     */
    recent: number;
    /**
     * Events that may wait to be written. What does not fit is dropped and counted.
     */
    queue: number;
  };
  /**
   * Limits of the evaluation of a policy. What exceeds one is answered with 503, never with an allow.
   */
  evaluation: {
    /**
     * Time of one evaluation.
     */
    deadline: string;
    /**
     * Memory of one instance of a policy, data included. Data takes about 18 times the size of its JSON.
     */
    memory: string;
    /**
     * Whether the module is instrumented at load so that the deadline holds inside it. Without it only the watchdog ends a policy that loops.
     */
    rewrite: boolean;
    /**
     * A worker that shows no sign of life for so long is ended and replaced.
     */
    watchdog: string;
  };
  /**
   * The table of the rate limits, shared by all workers.
   */
  limits: {
    /**
     * Keys that can be counted at the same time. A full table evicts only what has expired; else the limit's `on_error` holds.
     */
    slots: number;
  };
  /**
   * What is refused for the gateway's own sake, before any costly work.
   */
  shed: {
    /**
     * Exchanges in flight per worker; more are answered with 503.
     */
    in_flight: number;
    /**
     * Requests that one client address may send; more are answered with 429. Off unless it is written.
     */
    per_address?: {
      /**
       * Requests granted per `per`.
       */
      rate: number;
      /**
       * Period of the rate.
       */
      per: string;
      /**
       * Requests that may come at once. Default: `rate`.
       */
      burst?: number;
    };
  };
  /**
   * How large and how slow a request may be; the same for HTTP/1.1 and HTTP/2.
   */
  request: {
    /**
     * Path and query; a longer one is answered with 414.
     */
    target_size: string;
    /**
     * All header fields together; more is answered with 431.
     */
    header_size: string;
    /**
     * Header fields; more are answered with 431.
     */
    header_count: number;
    /**
     * Until the header section is complete; later is answered with 408.
     */
    headers_timeout: string;
    /**
     * Until the whole request is there, body included; later is answered with 408.
     */
    request_timeout: string;
    /**
     * How long an idle connection is kept.
     */
    keep_alive_timeout: string;
    /**
     * Open client connections per worker.
     */
    connections: number;
    /**
     * Bytes a second that a client has to send of its body on average, after the first five seconds; slower is answered with 408. gRPC excepted. `0B`: any rate.
     */
    min_rate: string;
    /**
     * HTTP/2 streams of a connection at a time.
     */
    streams: number;
  };
  /**
   * Addresses and networks of proxies in front of the gateway. Only their `Forwarded` and `X-Forwarded-*` fields are believed.
   *
   * @maxItems 1024
   */
  trusted_proxies: Network[];
  /**
   * Folder for what the gateway keeps: last known good bundles, generated keys and tokens.
   */
  state_dir: string;
  /**
   * What happens on SIGTERM.
   */
  shutdown: {
    /**
     * How long readiness is off while requests are still accepted: the probe period of the load balancer times the failures that it waits for.
     */
    delay: string;
    /**
     * How long exchanges in flight may then go on.
     */
    grace: string;
  };
}
