// Hears from the hub /hubs/live what happens on the server: SignalR's JSON protocol over a WebSocket, and only as much of it as that needs.
// Each event becomes a DOM event "live" of the document; "stale" says that too much was missed. Where no socket can be had, the Api is asked now and then.

const separator = "\u001e";
const messages = { invocation: 1, ping: 6, close: 7 };
const pingEvery = 15_000;
const silenceLimit = 40_000;
const longestWait = 60_000;
const askEvery = 15_000;

// The server says where in the order of events this page stands.
let position = Number(document.body.dataset.live);
let failures = 0;
let socket;
let waiting;
let asking;

function connect() {
  clearTimeout(waiting);
  const own = new WebSocket(`${location.protocol === "https:" ? "wss:" : "ws:"}//${location.host}/hubs/live?since=${position}`);
  socket = own;
  let wait;
  let silence;
  const listen = () => {
    clearTimeout(silence);
    silence = setTimeout(() => own.close(), silenceLimit);
  };
  const ping = setInterval(() => own.readyState === WebSocket.OPEN && send(own, { type: messages.ping }), pingEvery);
  listen();
  own.addEventListener("open", () => send(own, { protocol: "json", version: 1 }));
  own.addEventListener("message", ({ data }) => {
    listen();
    for (const text of data.split(separator)) {
      const message = text ? JSON.parse(text) : {};
      if (message.type === messages.close)
        own.close();
      else if (message.type === messages.invocation)
        wait = take(message.target, message.arguments[0]) ?? wait;
    }
  });
  own.addEventListener("close", () => {
    clearInterval(ping);
    clearTimeout(silence);
    if (socket !== own)
      return;
    socket = undefined;
    failures++;
    // Many pages that lost the same server must not come back in the same moment.
    waiting = setTimeout(connect, wait ?? Math.min(1000 * 2 ** (failures - 1), longestWait) * (0.5 + Math.random()));
    asking ??= setInterval(ask, askEvery);
  });
}

const send = (to, message) => to.send(JSON.stringify(message) + separator);

// Returns how long to stay away, where the server asks for that.
function take(target, content) {
  if (target === "ready") {
    failures = 0;
    clearInterval(asking);
    asking = undefined;
  } else if (target === "event") {
    tell(content);
  } else if (target === "reload") {
    position = content.sequence;
    document.dispatchEvent(new Event("stale"));
  } else if (target === "full") {
    return content.retryAfterSeconds * 1000;
  }
}

// What was told already is not told again, whichever way it came.
function tell(message) {
  if (message.sequence <= position)
    return;
  position = message.sequence;
  document.dispatchEvent(new CustomEvent("live", { detail: message }));
}

async function ask() {
  if (document.hidden)
    return;
  try {
    const response = await fetch(`/api/v1/events?limit=200&since=${position}`);
    if (response.ok)
      (await response.json()).items.forEach(tell);
  } catch {
    // The server may be on its way back.
  }
}

if (Number.isSafeInteger(position) && document.body.dataset.live) {
  connect();
  addEventListener("pagehide", () => {
    const old = socket;
    socket = undefined;
    clearTimeout(waiting);
    clearInterval(asking);
    asking = undefined;
    old?.close();
  });
  // Back from the browser's memory: it goes on from where it was.
  addEventListener("pageshow", event => event.persisted && connect());
}
