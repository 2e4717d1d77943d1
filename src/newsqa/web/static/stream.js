// The stream by which Gradio's page is told of its events. Gradio takes it for open until it is told that it closes: one
// that never begins, or ends without a word, would be waited for as long as the page is open.
const HEADERS_MS = 5000; // the server answers at once; a browser may hold back a request whose address it is reading still
const CLOSED = new TextEncoder().encode('data: {"msg": "close_stream", "event_id": null}\n\n');

const realFetch = globalThis.fetch;
let opened = 0;

// Each has an address of its own, so that none waits for another.
function begin(request) {
  const address = new URL(request.url);
  address.searchParams.set("nth", ++opened);
  const given = new AbortController();
  const whenAborted = () => given.abort();
  request.signal.addEventListener("abort", whenAborted);
  const answer = realFetch(new Request(address, { headers: request.headers, credentials: request.credentials, signal: given.signal }));
  return { answer, giveUp: whenAborted };
}

const soon = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function stream(request) {
  for (;;) {
    const { answer, giveUp } = begin(request);
    const response = await Promise.race([answer, soon(HEADERS_MS)]);
    if (response) return closing(response);
    giveUp();
    answer.catch(() => {});
    request.signal.throwIfAborted();
  }
}

function closing(response) {
  if (!response.ok || !response.body) return response;
  const last = new TransformStream({ flush: (rest) => rest.enqueue(CLOSED) });
  return new Response(response.body.pipeThrough(last), response);
}

globalThis.fetch = (asked, options) => {
  const isStream = asked instanceof Request && new URL(asked.url).pathname.endsWith("/queue/data");
  return isStream ? stream(asked) : realFetch(asked, options);
};
