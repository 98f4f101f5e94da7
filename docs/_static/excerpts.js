"use strict";
// Sphinx fetches a page to quote from it, which a browser refuses from disk. The texts are at hand instead.

document.addEventListener("DOMContentLoaded", () => {
  const list = document.getElementById("search-results");
  const query = (new URLSearchParams(location.search).get("q") || "").toLowerCase();
  // Without its ending an English word is found in its other forms too.
  const terms = query.split(/\s+/).filter(Boolean).map(term => /^[a-z]{6,}$/.test(term) ? term.replace(/(es|(?<!s)s|ing|ed)$/, "") : term);

  function quoted(link) {
    const page = new URL(link.href), root = new URL(document.documentElement.dataset.content_root, location.href).href;
    const sections = TEXTS[decodeURI((page.origin + page.pathname).replace(new URL(root).origin + new URL(root).pathname, ""))] || [];
    let best;
    for (const kind of [0, 1]) // Prose, then tables, code and what it printed.
      for (const [anchor, heading, ...texts] of sections) {
        const text = texts[kind], lower = `${heading} ${text}`.toLowerCase();
        const found = terms.filter(term => lower.includes(term)).length;
        if (found > (best ? best.found : 0)) best = { anchor, heading, text, found };
      }
    if (!best) return;
    const at = Math.max(0, ...terms.map(term => best.text.toLowerCase().indexOf(term)));
    const from = Math.max(0, at - 60), piece = best.text.slice(from, at + 140);
    const line = document.createElement("p");
    line.className = "excerpt";
    const heading = document.createElement("a");
    heading.href = `${link.href.split("#")[0]}#${best.anchor}`;
    heading.append(...marked(best.heading));
    line.append(heading, ": ", from ? "…" : "", ...marked(piece), at + 140 < best.text.length ? "…" : "");
    return line;
  }

  /** The text as nodes, with the terms marked. */
  function marked(text) {
    const nodes = [], lower = text.toLowerCase();
    for (let at = 0; at < text.length;) {
      const next = terms.map(term => [lower.indexOf(term, at), term.length]).filter(([place]) => place >= 0).sort((a, b) => a[0] - b[0])[0];
      if (!next) return [...nodes, text.slice(at)];
      const mark = document.createElement("mark");
      mark.textContent = text.slice(next[0], next[0] + next[1]);
      nodes.push(text.slice(at, next[0]), mark);
      at = next[0] + next[1];
    }
    return nodes;
  }

  function quote(item) {
    const link = item.nodeName === "LI" && item.querySelector("a"), line = link && terms.length && quoted(link);
    if (line) item.append(line);
  }
  list.querySelectorAll("li").forEach(quote); // What was found already.
  new MutationObserver(changes => changes.flatMap(change => [...change.addedNodes]).forEach(quote))
    .observe(list, { childList: true, subtree: true });
});
