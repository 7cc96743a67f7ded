const MAX_BYTES = 256 * 1024;

/**
 * Gets a small text by HTTP: status 200 only, no redirects, at most 256 KiB after decompression.
 *
 * @throws Error with a reason for the operator
 */
export async function fetchText(
  url: string,
  options: { readonly fetch: typeof globalThis.fetch; readonly signal: AbortSignal },
): Promise<string> {
  const response = await options
    .fetch(url, {
      redirect: 'manual',
      signal: options.signal,
      headers: { accept: 'application/jwk-set+json, application/json' },
    })
    .catch((error: Error) => {
      const { cause } = error;
      throw new Error(cause instanceof Error ? `${error.message}: ${cause.message}` : error.message, { cause: error });
    });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`it answered ${response.status}`);
  }
  return new TextDecoder('utf-8', { fatal: true }).decode(await readBody(response));
}

async function readBody(response: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    // Leaving the loop cancels the body, and with it the connection.
    if (size > MAX_BYTES) throw new Error(`it is larger than ${MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
