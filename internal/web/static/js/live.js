// @ts-check
// News of changed files. A browser opens few connections to one host, so one tab listens for all and passes the news on.

/** @param {(event: {type: string, file?: string, version?: number, client?: string}) => void} hear */
export function listen(hear) {
  const name = "parley-news";
  const channel = "BroadcastChannel" in window ? new BroadcastChannel(name) : null;
  if (channel) channel.onmessage = (e) => hear(e.data);
  const open = () => new Promise((resolve) => {
    const source = new EventSource("/events");
    const pass = (type) => (e) => {
      const news = { type, ...JSON.parse(e.data) };
      hear(news);
      if (channel) channel.postMessage(news);
    };
    source.addEventListener("hello", pass("hello"));
    source.addEventListener("change", pass("change"));
    // A page that is put away for the back button lets another tab listen.
    addEventListener("pagehide", () => { source.close(); resolve(undefined); }, { once: true });
  });
  const start = () => {
    if (channel && navigator.locks) navigator.locks.request(name, open);
    else open();
  };
  start();
  addEventListener("pageshow", (e) => { if (e.persisted) { start(); hear({ type: "hello" }); } });
}
