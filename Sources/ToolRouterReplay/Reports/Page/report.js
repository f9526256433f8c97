
"use strict";
(() => {
// Everything that comes from the run is set as text: there is no place here where a text becomes markup.
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Cs}]/gu;
// Nothing invisible, and nothing that turns text around.
const visible = (text, keepsLines = false) => String(text).replace(HIDDEN, c =>
  keepsLines && (c === "\n" || c === "\t") ? c : `\\u{${c.codePointAt(0).toString(16).toUpperCase()}}`);

const SVG = "http://www.w3.org/2000/svg";
function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name === "on") for (const [event, act] of Object.entries(value)) element.addEventListener(event, act);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false));
  return element;
}
const h = (name, attributes, ...children) => fill(document.createElement(name), attributes, children);
const s = (name, attributes, ...children) => fill(document.createElementNS(SVG, name), attributes, children);
// A text of the run, apart from its surroundings in the direction of writing, too.
const t = text => h("bdi", {}, visible(text));
const code = text => h("code", {}, t(text));
const say = text => { document.getElementById("said").textContent = text; };

const grouped = number => String(number).replace(/\B(?=(\d{3})+$)/g, "\u202f");
const count = (number, one, many) => `${grouped(number)} ${number === 1 ? one : many}`;
const words = text => visible(text).replaceAll("_", " ");
function time(us) {
  if (us === null || us === undefined) return "–";
  const sign = us < 0 ? "−" : "", value = Math.abs(us);
  if (value < 1e3) return `${sign}${value} µs`;
  if (value < 1e6) return `${sign}${+(value / 1e3).toFixed(1)} ms`;
  if (value < 6e7) return `${sign}${+(value / 1e6).toFixed(2)} s`;
  const seconds = Math.floor(value / 1e6), two = number => String(number).padStart(2, "0");
  const clock = `${Math.floor(seconds / 3600) % 24 || seconds >= 3600 ? `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}` : Math.floor(seconds / 60)}:${two(seconds % 60)}`;
  return sign + clock + (seconds >= 3600 ? " h" : " min");
}
const usd = value => value === null || value === undefined ? "unknown" : `${+Number(value).toPrecision(4)} USD`;

const VERDICTS = { pass: "good", drift: "bad", broken: "bad", missing: "warn", inconclusive: "warn", nondeterministic: "bad" };
const pill = (verdict, text) => h("span", { class: `pill ${VERDICTS[verdict] || "idle"}` }, t(text));
const SAFE = /^[A-Za-z0-9._\/-]+$/;
const quoted = word => SAFE.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

function command(line) {
  const text = h("code", {}, t(line));
  const copy = h("button", { class: "button", type: "button", on: { click: async () => {
    try {
      await navigator.clipboard.writeText(line);
      say("copied");
      copy.textContent = "Copied";
      setTimeout(() => { copy.textContent = "Copy"; }, 1500);
    } catch {
      getSelection().selectAllChildren(text);
      say("selected: the browser lets nothing be copied here");
    }
  } } }, "Copy");
  return h("div", { class: "command" }, text, copy);
}

function table(caption, heads, rows, label) {
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": label || caption },
    h("table", {}, h("caption", { class: label ? "unseen" : null }, caption),
      h("thead", {}, h("tr", {}, heads.map(head => {
        const [name, kind] = Array.isArray(head) ? head : [head, null];
        return h("th", { scope: "col", class: kind }, name);
      }))),
      h("tbody", {}, rows)));
}
const row = cells => h("tr", {}, cells.map((cell, place) =>
  place === 0 ? h("th", { scope: "row" }, cell) : cell instanceof Node && cell.tagName === "TD" ? cell : h("td", {}, cell)));
const number = value => h("td", { class: "number" }, value === null || value === undefined ? "–" : typeof value === "number" ? grouped(value) : value);
const part = (title, ...children) => h("section", { class: "part" }, h("h3", {}, title), children);

/* Words that differ. A side shows what it has. White space that differs gets signs of its own. */
function pieces(diff, side) {
  const shown = text => visible(/\S/.test(text) ? text : text.replace(/ /g, "␣").replace(/\t/g, "⇥").replace(/\n/g, side ? "⏎\n" : "⏎"), true);
  return diff.map(([sign, text]) => sign === "=" ? visible(text, true)
    : sign === "-" && side !== "now" ? h("del", {}, shown(text))
    : sign === "+" && side !== "golden" ? h("ins", {}, shown(text)) : null);
}

// What the earlier side is called, and how a cause reads.
let before = "golden";
const cause = group => visible(group.place) + (group.change ? `, ${visible(group.change)}` : "");

/* -- timeline ------------------------------------------------------------------------------------------------------------- */

const OUTCOMES = [["answered", "answered"], ["degraded", "answered, degraded"], ["clarified", "asked back"],
  ["limited", "refused: rate limit"], ["refused", "refused"], ["failed", "failed"]];

function timeline(data, name) {
  const width = 1000, left = 92, right = 12, plot = width - left - right;
  const total = data.bins * data.width_us;
  if (!total) return h("p", { class: "soft" }, "Nothing happened.");
  let from = 0, to = total, drag = null;
  const series = (key, index) => (data.series[key] || [])[index] || 0;
  const lanes = data.lanes || [], faults = data.faults || [];
  const strips = [["limited", "rate limit"], ["hits", "cache hits"], ["drifted", "drifted"], ["breaches", "breaches"]].filter(([key]) => data.series[key]);
  const spends = data.cost_usd ? 1 : 0;
  const rows = { outcomes: 96, latency: 84, spend: spends * 34, strip: 15 };
  const lines = strips.length + lanes.length + faults.length;
  const height = 8 + rows.outcomes + 18 + rows.latency + 14 + (spends ? rows.spend + 10 : 0) + lines * rows.strip + 24;
  const svg = s("svg", { viewBox: `0 0 ${width} ${height}`, tabindex: "0", role: "img", "aria-label":
    `Timeline of ${visible(name)} over ${time(total)} of virtual time. Plus and minus zoom, the arrow keys move, 0 shows all; the numbers follow below.` });
  const readout = h("p", { class: "readout" }, "");
  const x = us => left + (us - from) / (to - from) * plot;
  const at = event => { const box = svg.getBoundingClientRect(); return Math.min(Math.max(from + ((event.clientX - box.left) / box.width * width - left) / plot * (to - from), from), to); };

  // What is drawn is gathered into at most 200 bars, whole bins each.
  function bars() {
    const first = Math.floor(from / data.width_us), last = Math.min(Math.ceil(to / data.width_us), data.bins);
    const step = Math.max(1, Math.ceil((last - first) / 200)), result = [];
    let place = data.filled.findIndex(bin => bin >= first);
    for (let bin = first; bin < last; bin += step) {
      const bar = { from: bin * data.width_us, to: Math.min(bin + step, data.bins) * data.width_us, counts: {}, cost: 0, p50: 0, p95: 0, slowest: 0, answers: 0 };
      while (place >= 0 && place < data.filled.length && data.filled[place] < bin + step) {
        for (const key of Object.keys(data.series)) bar.counts[key] = (bar.counts[key] || 0) + series(key, place);
        bar.cost += data.cost_usd ? data.cost_usd[place] : 0;
        const answers = OUTCOMES.reduce((sum, [key]) => sum + series(key, place), 0);
        // Of several bins: the middle weighed by their answers, the upper end the worst of them.
        bar.p50 = answers ? (bar.p50 * bar.answers + data.p50_us[place] * answers) / (bar.answers + answers) : bar.p50;
        bar.p95 = Math.max(bar.p95, data.p95_us[place]);
        bar.slowest = Math.max(bar.slowest, data.slowest_us[place]);
        bar.answers += answers;
        place += 1;
      }
      result.push(bar);
    }
    return result;
  }

  function ticks() {
    const span = to - from, steps = [1, 2, 5].flatMap(k => [0, 1, 2, 3, 4, 5].map(e => k * 10 ** e)).concat([15e6, 30e6, 6e7, 12e7, 3e8, 6e8, 12e8, 18e8, 36e8, 72e8, 144e8, 432e8, 864e8, 6048e8, 1e6, 2e6, 5e6, 1e7]).sort((a, b) => a - b);
    const step = steps.find(value => span / value <= 8) || span / 5, result = [];
    for (let us = Math.ceil(from / step) * step; us <= to; us += step) result.push(us);
    return result;
  }

  let drawn = [], cursor = null, picked = null;
  function draw() {
    drawn = bars();
    const parts = [], bottom = height - 20;
    for (const us of ticks()) parts.push(
      s("line", { class: "grid", x1: x(us), x2: x(us), y1: 4, y2: bottom }),
      s("text", { x: x(us), y: height - 6, "text-anchor": "middle" }, time(us)));
    let y = 8;
    const barWidth = bar => Math.max(.8, x(Math.min(bar.to, to)) - x(Math.max(bar.from, from)) - .6);
    const most = Math.max(1, ...drawn.map(bar => bar.answers));
    parts.push(s("text", { x: 0, y: y + 11 }, "requests"), s("text", { x: left - 6, y: y + 11, "text-anchor": "end" }, grouped(most)));
    for (const bar of drawn) {
      let base = y + rows.outcomes;
      for (const [key] of OUTCOMES) {
        const size = (bar.counts[key] || 0) / most * rows.outcomes;
        if (!size) continue;
        base -= size;
        parts.push(s("rect", { class: `s-${key}`, x: x(Math.max(bar.from, from)), y: base, width: barWidth(bar), height: size }));
      }
    }
    y += rows.outcomes;
    parts.push(s("line", { class: "axis", x1: left, x2: width - right, y1: y, y2: y }));
    y += 18;
    const slowest = Math.max(1000, ...drawn.map(bar => bar.slowest)), least = 1000;
    const scale = us => y + rows.latency - Math.max(0, Math.log(Math.max(us, least) / least) / Math.log(Math.max(slowest / least, 1.0001))) * rows.latency;
    parts.push(s("text", { x: 0, y: y + 8 }, "latency"), s("text", { x: left - 6, y: y + 8, "text-anchor": "end" }, time(slowest)),
      s("text", { x: left - 6, y: y + rows.latency, "text-anchor": "end" }, "1 ms"));
    for (let value = 10 * least; value < slowest; value *= 10) parts.push(s("line", { class: "grid", x1: left, x2: width - right, y1: scale(value), y2: scale(value) }));
    for (const key of ["slowest", "p95", "p50"]) {
      let path = "", isOn = false;
      for (const bar of drawn) {
        if (!bar.answers) { isOn = false; continue; }
        const a = x(Math.max(bar.from, from)).toFixed(1), b = x(Math.min(bar.to, to)).toFixed(1), level = scale(bar[key]).toFixed(1);
        path += `${isOn ? "L" : "M"}${a} ${level}L${b} ${level}`;
        isOn = true;
      }
      if (path) parts.push(s("path", { class: `line l-${key}`, d: path }));
    }
    y += rows.latency + 14;
    if (spends) {
      const top = Math.max(...drawn.map(bar => bar.cost)) || 1;
      parts.push(s("text", { x: 0, y: y + 10 }, "spend"), s("text", { x: left - 6, y: y + 24, "text-anchor": "end" }, usd(top)));
      for (const bar of drawn) if (bar.cost) {
        const size = bar.cost / top * rows.spend;
        parts.push(s("rect", { class: "s-spend", x: x(Math.max(bar.from, from)), y: y + rows.spend - size, width: barWidth(bar), height: size }));
      }
      y += rows.spend + 10;
    }
    const label = (text, most) => { const shown = visible(text); return s("text", { x: 0, y: y + 10 }, shown.length > most ? shown.slice(0, most - 1) + "…" : shown, s("title", {}, shown)); };
    for (const [key, text] of strips) {
      const top = Math.max(1, ...drawn.map(bar => bar.counts[key] || 0));
      parts.push(label(text, 16), s("rect", { class: "track", x: left, y: y + 1, width: plot, height: 11 }));
      for (const bar of drawn) if (bar.counts[key]) parts.push(s("rect", { class: `s-${key}`, opacity: (.35 + .65 * bar.counts[key] / top).toFixed(2), x: x(Math.max(bar.from, from)), y: y + 1, width: Math.max(1.5, barWidth(bar)), height: 11 }));
      y += rows.strip;
    }
    for (const lane of lanes) {
      parts.push(label(lane.name, 16));
      const changes = [[0, "closed", ""], ...lane.changes];
      changes.forEach(([us, state, reason], place) => {
        const end = place + 1 < changes.length ? changes[place + 1][0] : total;
        if (end < from || us > to) return;
        const a = x(Math.max(us, from)), b = x(Math.min(end, to));
        parts.push(s("rect", { class: `band-${state}`, x: a, y: y + 1, width: Math.max(1, b - a), height: 11 },
          s("title", {}, `${visible(lane.name)}: ${words(state)} from ${time(us)}${reason ? `, ${words(reason)}` : ""}`)));
      });
      y += rows.strip;
    }
    for (const rule of faults) {
      parts.push(label(rule.rule, 16), s("rect", { class: "track", x: left, y: y + 1, width: plot, height: 11 }));
      let former = -9;
      for (const us of rule.at_us) if (us >= from && us <= to && x(us) - former > 1.2) {
        former = x(us);
        parts.push(s("rect", { class: "s-faults", x: former - 1, y: y + 1, width: 2, height: 11 }, s("title", {}, `fault ${visible(rule.rule)} at ${time(us)}`)));
      }
      y += rows.strip;
    }
    cursor = s("line", { class: "cursor", y1: 4, y2: bottom, x1: -9, x2: -9 });
    picked = s("rect", { class: "picked", y: 4, height: bottom - 4, x: -9, width: 0 });
    svg.replaceChildren(...parts, picked, cursor);
  }

  const zoom = (a, b) => {
    const least = Math.max(4 * data.width_us, 1000);
    if (b - a < least) { const middle = (a + b) / 2; a = middle - least / 2; b = middle + least / 2; }
    if (a < 0) { b = Math.min(total, b - a); a = 0; }
    if (b > total) { a = Math.max(0, a - (b - total)); b = total; }
    [from, to] = [a, b];
    draw();
    readout.textContent = from > 0 || to < total ? `${time(from)} to ${time(to)} of ${time(total)}` : "";
  };
  const by = (factor, around = (from + to) / 2) => zoom(around - (around - from) * factor, around + (to - around) * factor);
  const move = share => { const step = (to - from) * share; if (from + step >= 0 && to + step <= total) zoom(from + step, to + step); else zoom(step < 0 ? 0 : total - (to - from), step < 0 ? to - from : total); };
  svg.addEventListener("keydown", event => {
    const act = { "+": () => by(.5), "=": () => by(.5), "-": () => by(2), "0": () => zoom(0, total), ArrowLeft: () => move(-.25), ArrowRight: () => move(.25) }[event.key];
    if (act && !event.ctrlKey && !event.metaKey) { event.preventDefault(); act(); }
  });
  svg.addEventListener("pointerdown", event => { if (event.button === 0) drag = at(event); });
  svg.addEventListener("pointermove", event => {
    const here = at(event), px = x(here), bar = drawn.find(bar => here >= bar.from && here < bar.to);
    cursor.setAttribute("x1", px); cursor.setAttribute("x2", px);
    if (drag !== null) { picked.setAttribute("x", Math.min(px, x(drag))); picked.setAttribute("width", Math.abs(px - x(drag))); }
    if (bar) readout.textContent = [`at ${time(bar.from)}`, ...OUTCOMES.filter(([key]) => bar.counts[key]).map(([key, text]) => `${bar.counts[key]} ${text}`),
      bar.answers ? `p50 ${time(Math.round(bar.p50))}, p95 ${time(bar.p95)}` : "nothing", bar.cost ? usd(bar.cost) : "", bar.counts.hits ? `${bar.counts.hits} cache hits` : "", bar.counts.drifted ? `${bar.counts.drifted} drifted` : ""].filter(Boolean).join(" · ");
  });
  const release = event => {
    if (drag === null) return;
    const [a, b] = [drag, at(event)].sort((p, q) => p - q);
    drag = null;
    if (b - a > (to - from) / 100) zoom(a, b); else draw();
  };
  svg.addEventListener("pointerup", release);
  svg.addEventListener("pointerleave", event => { release(event); cursor.setAttribute("x1", -9); cursor.setAttribute("x2", -9); });
  svg.addEventListener("dblclick", () => zoom(0, total));
  draw();

  const key = (name, text) => h("span", {}, s("svg", { viewBox: "0 0 12 12", "aria-hidden": "true" }, name.startsWith("l-")
    ? s("path", { class: `line ${name}`, d: "M0 6H12" }) : s("rect", { class: name, width: 12, height: 12, rx: 2 })), text);
  const button = (text, title, act) => h("button", { class: "button", type: "button", title, "aria-label": title, on: { click: act } }, text);
  const all = bars();
  const coarse = Math.max(1, Math.ceil(all.length / 20)), sums = [];
  for (let place = 0; place < all.length; place += coarse) {
    const some = all.slice(place, place + coarse), sum = key => some.reduce((total, bar) => total + (bar.counts[key] || 0), 0);
    sums.push(row([time(some[0].from), ...OUTCOMES.map(([key]) => number(sum(key))), number(sum("hits")), number(time(Math.max(...some.map(bar => bar.p95)))), number(usd(some.reduce((total, bar) => total + bar.cost, 0))), number(sum("drifted"))]));
  }
  return h("figure", { class: "timeline part" },
    h("div", { class: "tools" }, button("+", "Zoom in", () => by(.5)), button("−", "Zoom out", () => by(2)), button("←", "Earlier", () => move(-.5)), button("→", "Later", () => move(.5)), button("All", "Show all", () => zoom(0, total)),
      h("span", { class: "small soft" }, "Drag over a stretch to enlarge it.")),
    h("div", { class: "scroll" }, svg), readout,
    h("div", { class: "legend" }, OUTCOMES.filter(([name]) => data.series[name]).map(([name, text]) => key(`s-${name}`, text)), key("l-p50", "p50"), key("l-p95", "p95"), key("l-slowest", "slowest"),
      lanes.length ? [key("band-closed", "closed"), key("band-open", "open"), key("band-half_open", "half-open")] : null, faults.length ? key("s-faults", "fault") : null),
    data.changes_omitted ? h("p", { class: "small soft" }, `${count(data.changes_omitted, "later change", "later changes")} of circuits are not drawn.`) : null,
    h("details", { class: "numbers" }, h("summary", {}, "The same in numbers"),
      table("Over virtual time", ["from", ...OUTCOMES.map(([, text]) => [text, "number"]), ["cache hits", "number"], ["p95", "number"], ["spend", "number"], ["drifted", "number"]], sums, "Timeline in numbers")));
}

/* -- a drifted request ---------------------------------------------------------------------------------------------------- */

const tokens = record => Object.keys(record).filter(key => key.startsWith("tokens_")).map(key => `${words(key.slice(7))} ${record[key]}`).join(", ") || null;
const cost = record => record.cost_usd === null ? "unknown" : record.cost_usd === undefined ? null : `${record.cost_usd} USD${record.cost_status ? ` (${record.cost_status})` : ""}`;
const FIELDS = [["outcome", r => r.outcome], ["tool", r => r.tool], ["source", r => r.source], ["degraded", r => r.degraded], ["code", r => r.code],
  ["rows", r => r.row_count === undefined ? null : `${r.row_count}${r.truncated ? " (truncated)" : ""}`], ["tokens", tokens], ["cost", cost], ["latency", r => time(r.latency_us)]];

function rowsTable(item) {
  const rows = item.rows, former = rows.before, now = rows.now;
  const isOther = former.length && JSON.stringify(former) !== JSON.stringify(now);
  const cell = text => h("td", { class: "cell" }, visible(text, true));
  const SIGNS = { "=": "", "-": "−", "+": "+", "~": "≠" }, CLASSES = { "-": "removed", "+": "added" };
  return [isOther ? h("p", { class: "small" }, "Columns: ", h("del", {}, visible(former.join(", "))), " ", h("ins", {}, visible(now.join(", ")))) : null,
    table(former.length ? `Rows, ${before} and now` : "Rows", [h("span", { class: "unseen" }, "how"), ...now.map(t)], rows.lines.map(([sign, cells, others, places]) => {
      const changed = new Set(places || []);
      return h("tr", { class: CLASSES[sign] }, h("td", { class: "sign" }, SIGNS[sign], h("span", { class: "unseen" }, { "-": `${before} only`, "+": "now only", "~": "changed", "=": "" }[sign])),
        sign === "~" ? cells.map((text, place) => changed.has(place) ? h("td", { class: "cell" }, h("del", {}, visible(text, true)), " ", h("ins", {}, visible(others[place], true))) : cell(text)) : cells.map(cell));
    }))];
}

function detail(item, section) {
  const { golden, now } = item, both = golden && now;
  const fields = FIELDS.map(([name, of]) => [name, golden && of(golden), now && of(now)]).filter(([, a, b]) => (a ?? null) !== null || (b ?? null) !== null);
  const sides = (title, diff, a, b) => diff || a || b ? h("div", { class: "part" }, h("h4", {}, title), both && diff
    ? h("div", { class: "sides" }, h("div", { class: "side" }, h("h4", {}, before), h("pre", {}, pieces(diff, "golden"))), h("div", { class: "side" }, h("h4", {}, "now"), h("pre", {}, pieces(diff, "now"))))
    : both && (a ?? null) !== (b ?? null) ? h("div", { class: "sides" }, [[before, a], ["now", b]].map(([name, text]) => h("div", { class: "side" }, h("h4", {}, name), h("pre", {}, text === undefined || text === null ? "none" : visible(text, true)))))
    : h("pre", { class: "side" }, visible(b ?? a, true))) : null;
  const parting = (item.trail || []).findIndex(([a, b]) => a !== b);
  return h("div", { class: "part" },
    item.question ? h("p", {}, h("span", { class: "soft" }, "Question: "), t(item.question)) : null,
    item.recording_miss ? h("p", {}, "The recording: ", t(item.recording_miss)) : null,
    item.is_cut ? h("p", { class: "soft" }, "There was no room for more of this request here; the command shows it.") : null,
    fields.length ? table("What came of it", ["", golden ? before : null, now ? "now" : null].filter(name => name !== null), fields.map(([name, a, b]) =>
      h("tr", {}, h("th", { scope: "row" }, name), [golden ? [a] : [], now ? [b] : []].flat().map(value =>
        h("td", { class: both && (a ?? null) !== (b ?? null) ? "changed" : null }, value === null || value === undefined ? "–" : t(value)))))) : null,
    sides("Statement", item.sql_words, golden && golden.sql, now && now.sql),
    item.sql_placement ? h("p", { class: "small soft" }, `The two statements: ${words(item.sql_placement)}${item.same_reads ? ", and read the same" : ""}.`) : null,
    sides("Arguments", item.argument_words, golden && golden.arguments, now && now.arguments),
    item.rows ? rowsTable(item) : null,
    (item.notes || []).map(note => h("p", { class: "small soft" }, t(note))),
    item.trail ? table("Trail, stage by stage", [before, "now"], item.trail.map(([a, b], place) =>
      h("tr", { class: place === parting ? "parts" : a !== b ? "differs" : null }, [a, b].map(step => h("td", { class: "mono" }, step === null ? "" : t(step), step !== null && place === parting ? h("span", { class: "unseen" }, " here they part") : null))))) : null,
    section.commands ? [h("h4", {}, "See it again"), command(explainLine(section, item)),
      section.canAccept && item.golden && item.now ? [h("h4", {}, "Accept this answer alone"), command(`${section.commands.accept} --id ${quoted(item.id)} --reason "…"`)] : null] : null);
}
const explainLine = (section, item) => `${section.commands.explain[0]} ${quoted(item.id)}${item.golden && item.now ? " --golden" : ""}${section.commands.explain[1] || ""}`;

function cases(section) {
  const { head, items } = section, PAGE = 50;
  if (!items.length) return null;
  const hidden = (head.cases_omitted || 0) + section.beyond;
  let shown = PAGE;
  const id = `c${section.number}`;
  const kinds = [...new Set(items.flatMap(item => item.kinds))], stages = [...new Set(items.map(item => item.stage).filter(Boolean))];
  const choice = (name, label, values) => h("label", {}, label, h("select", { class: "field", id: `${id}-${name}`, on: { change: () => { shown = PAGE; list(); } } }, h("option", { value: "" }, "all"), values.map(([value, text]) => h("option", { value }, text))));
  const kind = choice("kind", "kind", kinds.map(kind => [kind, words(kind)])), stage = choice("stage", "stage", stages.map(stage => [stage, stage]));
  const group = choice("group", "group", section.groups.map((one, place) => [String(place), `${place + 1}: ${cause(one).slice(0, 60)} (${one.count})`]));
  const search = h("input", { class: "field", type: "search", placeholder: "id, question or statement", on: { input: () => { shown = PAGE; list(); } } });
  const body = h("tbody"), more = h("button", { class: "button", type: "button", on: { click: () => { shown += 4 * PAGE; list(); } } }), found = h("p", { class: "small soft", role: "status" });
  const selected = label => label.querySelector("select").value;
  const text = item => item.text ??= [item.id, item.question, item.headline, item.golden && item.golden.sql, item.now && item.now.sql].filter(Boolean).join("\n").toLowerCase();
  function list() {
    const [k, st, g, q] = [selected(kind), selected(stage), selected(group), search.value.trim().toLowerCase()];
    const matching = items.filter(item => (!k || item.kinds.includes(k)) && (!st || item.stage === st) && (!g || item.group === section.groups[+g].number) && (!q || text(item).includes(q)));
    body.replaceChildren(...matching.slice(0, shown).flatMap(item => entry(item)));
    more.hidden = matching.length <= shown;
    more.textContent = `Show more of ${grouped(matching.length)}`;
    found.textContent = `${count(matching.length, "request", "requests")}${hidden ? `; ${grouped(hidden)} more are not in this page: drift.json and junit.xml have them` : ""}`;
  }
  function entry(item) {
    const place = h("tr", { class: "detail", hidden: true }, h("td", { colspan: 5 }));
    const open = h("button", { class: "link", type: "button", "aria-expanded": "false", on: { click: () => toggle() } }, t(item.id));
    const toggle = (isOpen = place.hidden) => {
      if (isOpen && !place.firstChild.hasChildNodes()) place.firstChild.append(detail(item, section));
      place.hidden = !isOpen;
      open.setAttribute("aria-expanded", String(isOpen));
    };
    if (item === section.opened) toggle(true);
    return [h("tr", {}, h("th", { scope: "row" }, open), number(item.at_us === undefined ? null : time(item.at_us)),
      h("td", {}, h("span", { class: "tags" }, item.kinds.map(kind => h("span", { class: "tag" }, words(kind))), item.failing ? null : h("span", { class: "soft small" }, "information"))),
      h("td", {}, item.stage ? words(item.stage) : "–"), h("td", {}, item.question ? t(item.question.length > 140 ? item.question.slice(0, 140) + "…" : item.question) : "")), place];
  }
  section.show = item => {
    section.opened = item;
    for (const label of [kind, stage, group]) label.querySelector("select").value = "";
    search.value = item.id;
    list();
    body.querySelector("tr").scrollIntoView({ block: "center" });
    body.querySelector("button").focus({ preventScroll: true });
  };
  section.filter = number => { group.querySelector("select").value = String(number); search.value = ""; shown = PAGE; list(); body.parentElement.scrollIntoView({ block: "start" }); };
  list();
  return part(`Requests that differ`,
    h("div", { class: "tools" }, kind, stage, section.groups.length > 1 ? group : null, h("label", {}, "search", search)), found,
    h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Requests that differ" }, h("table", {}, h("caption", { class: "unseen" }, "Requests that differ"),
      h("thead", {}, h("tr", {}, ["request", ["arrived", "number"], "drift", "stage", "question"].map(head => Array.isArray(head) ? h("th", { scope: "col", class: head[1] }, head[0]) : h("th", { scope: "col" }, head)))), body)), more);
}

/* -- a scenario ----------------------------------------------------------------------------------------------------------- */

function difference(item) {
  const { golden, now } = item;
  if (!now) return ["The run has no such request."];
  if (!golden) return [`The ${before === "golden" ? "golden" : "earlier run"} has no such request.`];
  const lines = FIELDS.map(([name, of]) => [name, of(golden) ?? "none", of(now) ?? "none"]).filter(([, a, b]) => a !== b).map(([name, a, b]) => h("span", {}, `${name}: `, h("del", {}, visible(a)), " ", h("ins", {}, visible(b))));
  if (item.sql_words) lines.push(h("span", {}, "statement: ", h("code", {}, pieces(item.sql_words))));
  if (item.argument_words) lines.push(h("span", {}, "arguments: ", h("code", {}, pieces(item.argument_words))));
  const parting = (item.trail || []).find(([a, b]) => a !== b);
  if (parting) lines.push(h("span", {}, "the ways part at ", h("del", {}, visible(parting[0] ?? "the end")), " ", h("ins", {}, visible(parting[1] ?? "the end"))));
  return lines;
}

/* The five questions of somebody who sees a red run for the first time. */
function answers(section) {
  const { head } = section;
  if (head.verdict === "pass" || !head.verdict) return null;
  const first = section.byID.get(head.first), failed = (head.gates || []).filter(gate => gate.outcome !== "passed"), broken = Object.entries(head.invariants || {}).filter(([, times]) => times > 0);
  const changes = head.made_otherwise || [];
  const answer = (question, ...children) => h("li", {}, h("h4", {}, question), h("div", { class: "say" }, children));
  const shown = changes.slice(0, 12);
  return h("section", { class: "part" }, h("h3", {}, "What happened, in five answers"), h("ol", { class: "answers" },
    answer("Which change?", head.has_golden === false ? h("p", {}, "There is no golden to compare with yet.")
      : changes.length ? [h("ul", { class: "changes" }, shown.map(line => h("li", {}, code(line)))), changes.length > 12 ? h("p", { class: "soft small" }, `and ${changes.length - 12} more`) : null]
      : h("p", {}, `Nothing that goes into a run was changed ${before === "golden" ? "since the golden was made" : "between the runs"}: neither settings, rules, prices and recordings nor the versions of the formats. What differs is the program itself, or a planted bug or fault.`)),
    answer("Which first request?", first ? h("p", {}, h("button", { class: "link", type: "button", on: { click: () => section.show(first) } }, t(first.id)), first.at_us === undefined ? "" : `, which arrived ${time(first.at_us)} into the run`, first.question ? [": ", t(first.question)] : ".")
      : head.first ? h("p", {}, t(head.first))
      : broken.length && head.breaches && head.breaches.length ? h("p", {}, head.breaches[0].id ? t(head.breaches[0].id) : "The run as a whole", ` at ${time(head.breaches[0].at_us)}.`)
      : h("p", {}, "No single request differs.")),
    answer("What differs?", [
      broken.map(([name, times]) => h("p", {}, h("strong", {}, `The invariant ${name} broke`), ` ${times === 1 ? "once" : `${grouped(times)} times`}`, (breach => breach ? [": expected ", t(breach.expected), "; found ", t(breach.found)] : ".")((head.breaches || []).find(breach => breach.invariant === name)))),
      first ? h("ul", { class: "changes" }, difference(first).map(line => h("li", {}, line))) : null,
      failed.map(gate => h("p", {}, "gate ", code(gate.metric), ` ${gate.outcome}: `, t(gate.figures))),
      section.groups.length ? h("p", { class: "soft" }, `In all ${count(head.failing ?? section.groups.reduce((sum, group) => sum + group.count, 0), "request", "requests")} of ${grouped(head.requests)}, ${section.groups.length === 1 ? "all of one cause: " : `in ${section.groups.length} groups of one cause each; the largest: `}`, cause(section.groups[0]), ` (${grouped(section.groups[0].count)}).`) : null,
    ]),
    section.commands ? [answer("How to see it again?", command(section.commands.replay), first ? command(explainLine(section, first)) : null),
      answer("How to accept it?", section.canAccept ? [h("p", {}, head.has_golden === false ? "Look at the answers, then make them the golden:" : "If it is meant, look at what waits, then make it the golden, and say why:"), command(section.commands.review), command(`${section.commands.accept} --reason "…"`)]
        : h("p", {}, head.verdict === "broken" ? "It can't be: an invariant broke, which is a fault of the program, whatever the golden says." : "There is nothing to accept in such a run: replay it again."))] : null));
}

function matrix(title, cells, from, to, total) {
  const rows = [...new Set(cells.map(([a]) => a))], columns = [...new Set(cells.map(([, b]) => b))];
  const of = (a, b) => (cells.find(cell => cell[0] === a && cell[1] === b) || [0, 0, 0])[2];
  return table(title, [`${from} ↓ ${to} →`, ...columns.map(name => [words(name), "number"])], rows.map(a => row([words(a), ...columns.map(b => number(of(a, b)))])));
}

function shadow(section) {
  const { head } = section, names = Object.keys(head.shadow || {});
  if (!names.length) return null;
  return part("Candidates, asked beside the planner", names.map(name => {
    const figures = head.shadow[name], PLACES = ["same_text", "same_program", "same_rows", "different", "not_comparable", "error", "no_content"];
    const agreement = (head.agreement || {})[name] || [], others = (head.disagreements || {})[name] || [], pairs = figures.pairs && figures.pairs.strict;
    return h("div", { class: "part" }, h("h4", {}, t(name)),
      table(`Its statements beside the planner's`, PLACES.map(place => [words(place), "number"]), [h("tr", {}, PLACES.map(place => number(figures[place] || 0)))]),
      agreement.length ? matrix("What the guard says to both plans", agreement, "planner", "candidate") : null,
      pairs ? table("Right about the same requests", [["both", "number"], ["only the planner", "number"], ["only the candidate", "number"], ["neither", "number"]], [h("tr", {}, [pairs.both, pairs.only_current, pairs.only_candidate, pairs.neither].map(number))]) : null,
      (head.pair_words || []).filter(line => line.startsWith(name + " ")).map(line => h("p", { class: "small" }, t(line))),
      others.length ? h("details", { class: "numbers" }, h("summary", {}, `${count(others.length, "disagreement", "disagreements")}${others.length === 50 ? ", the first" : ""}`), table("Disagreements", ["request", "question", "how", "planner's statement, candidate's"], others.map(item => row([t(item.id), t(item.question || ""), words(item.placement), h("td", { class: "cell" }, pieces(item.words))])))) : null);
  }));
}

function bars(section) {
  const { head, items } = section, kinds = Object.entries(head.drift || {}).filter(([, times]) => times > 0);
  if (!kinds.length) return null;
  const stages = [...new Set(items.map(item => item.stage || ""))].sort(), most = Math.max(...kinds.map(([, times]) => times));
  const isPart = section.beyond || head.cases_omitted;
  return part("Drift by kind and stage",
    table("How many requests show each kind", ["kind", ["requests", "number"], "share", ...stages.map(stage => [stage || "no stage", "number"])], kinds.map(([kind, times]) =>
      row([words(kind), number(times), h("td", {}, s("svg", { class: "bar", viewBox: "0 0 100 10", width: 120, preserveAspectRatio: "none", "aria-hidden": "true" }, s("rect", { class: "s-failed", width: Math.max(1, times / most * 100) }))),
        ...stages.map(stage => number(items.filter(item => (item.stage || "") === stage && item.kinds.includes(kind)).length || "·"))]))),
    isPart ? h("p", { class: "small soft" }, "The stages are those of the requests in this page.") : null);
}

function body(section) {
  const { head } = section, totals = head.totals || {};
  const figure = (name, value) => value === null || value === undefined ? null : h("div", {}, h("dt", {}, name), h("dd", {}, value));
  const outcomes = totals.outcomes || {}, planner = totals.planner || {}, latency = totals.latency_us || {};
  return [
    head.description ? h("p", { class: "soft" }, t(head.description)) : null,
    h("dl", { class: "figures" }, figure("requests", grouped(head.requests)), figure("answered", outcomes.answered === undefined ? null : grouped(outcomes.answered)), figure("asked back", outcomes.clarification || null), figure("refused", outcomes.refused || null), figure("failed", outcomes.failed || null),
      figure("cache hits", head.cache_hit_ratio), figure("p50 / p95", latency.p95 === undefined ? null : `${time(latency.p50)} / ${time(latency.p95)}`), figure("cost", planner.attempts === undefined ? null : usd(planner.cost_usd)), figure("drifted", head.failing === undefined ? null : grouped(head.failing))),
    (head.notes || []).map(note => h("p", { class: "small soft" }, t(note))),
    tolerated(head),
    answers(section),
    (head.gates || []).length ? part("Gates", table("Gates", ["gate", "outcome", "figures"], head.gates.map(gate => row([t(gate.metric), pill({ passed: "pass", failed: "drift" }[gate.outcome] || "inconclusive", gate.outcome), t(gate.figures)])))) : null,
    section.timeline ? part("Over virtual time", timeline(section.timeline, head.name)) : null,
    bars(section),
    section.groups.length > 1 ? part("Groups of one cause", table("Drifts that part from their goldens in the same way", ["#", "parts from the golden at", ["requests", "number"], "drift", "first"], section.groups.slice(0, 50).map((group, place) =>
      row([h("button", { class: "link", type: "button", title: "Show the requests of this group", on: { click: () => section.filter(place) } }, String(place + 1)), cause(group), number(group.count), group.kinds.map(words).join(", "), section.byID.get(group.first) ? h("button", { class: "link", type: "button", on: { click: () => section.show(section.byID.get(group.first)) } }, t(group.first)) : t(group.first)]))), section.groups.length > 50 ? h("p", { class: "small soft" }, `and ${section.groups.length - 50} more groups`) : null) : null,
    cases(section),
    shadow(section),
    Object.keys(head.accuracy || {}).length ? part("Accuracy", table("Answers beside the expected ones", ["planner", ["strict", "number"], ["spider", "number"], ["errors", "number"], ["not comparable", "number"], ["total", "number"]], Object.entries(head.accuracy).map(([name, of]) => row([t(name), number(of.strict), number(of.spider), number(of.errors), number(of.not_comparable), number(of.total)])))) : null,
    (head.costs || []).length ? part("Costs by model", table("Costs by planner and model", ["planner", "model", ["input", "number"], ["cached input", "number"], ["output", "number"], ["cost", "number"], "known"], head.costs.map(of => row([[t(of.planner), of.candidate ? " (candidate)" : ""], t(of.model), number(of.tokens_input || 0), number(of.tokens_cached_input || 0), number(of.tokens_output || 0), number(usd(of.cost_usd)),
      of.missing ? `${count(of.missing, "reply", "replies")} of unknown cost` : of.estimated ? `${grouped(of.estimated)} estimated` : "exact"])))) : null,
    (head.faults || []).length ? part("Faults", table("What the fault plan did", ["rule", "target", "kind", ["wanted", "number"], ["injected", "number"]], head.faults.map(fault => row([t(fault.rule), t(fault.target), words(fault.kind), number(fault.wanted), number(fault.injected)])))) : null,
    head.invariants ? part("Invariants", invariants(head)) : null,
  ];
}

function tolerated(head) {
  const kinds = Object.entries(head.tolerated || {}).filter(([, times]) => times > 0);
  return kinds.length ? h("p", { class: "small soft" }, `Tolerated, as the scenario says: ${kinds.map(([kind, times]) => kind === "rows_not_kept" ? `${grouped(times)} whose rows are not kept are compared exactly` : `${words(kind)} of ${count(times, "request", "requests")}`).join(", ")}.`) : null;
}

function invariants(head) {
  const broken = Object.entries(head.invariants).filter(([, times]) => times > 0), held = Object.entries(head.invariants).filter(([, times]) => times === 0);
  return [broken.length ? table("Breaches", ["invariant", "when", "request", "expected", "found"], (head.breaches || []).map(breach => row([breach.invariant, time(breach.at_us), breach.id ? t(breach.id) : "–", t(breach.expected), t(breach.found)]))) : null,
    h("p", { class: "small" }, `${held.length} held: `, h("span", { class: "soft" }, held.map(([name]) => words(name)).join(", ")))];
}

/* -- the page ------------------------------------------------------------------------------------------------------------- */

function start() {
  const main = document.getElementById("report");
  let data;
  try {
    data = JSON.parse(document.getElementById("data").textContent);
  } catch (fault) {
    main.replaceChildren(h("p", { class: "card" }, `The report can't be read: ${fault.message}. Make it again: toolrouter report`));
    return;
  }
  const { run } = data, kind = run.kind === "comparison" ? "comparison of two runs" : "replay report";
  before = run.kind === "comparison" ? "before" : "golden";
  document.getElementById("kind").textContent = kind;
  document.title = `${visible(run.words)} – ToolRouter ${kind}`;
  const verdict = document.getElementById("verdict");
  verdict.className = `pill ${VERDICTS[run.verdict] || "idle"}`;
  verdict.textContent = visible(run.words);

  const sections = data.sections.map((section, number) => {
    const head = section.head, items = section.cases, byID = new Map(items.map(item => [item.id, item]));
    const commands = (run.scenarios.find(scenario => scenario.name === head.name) || {}).commands;
    const groups = (head.groups || []).map(group => ({ ...group, number: (byID.get(group.first) || {}).group }));
    return { number, head, items, byID, groups, commands, timeline: section.timeline, beyond: section.beyond, canAccept: head.verdict !== "broken" && !head.interrupted && run.kind === "replay" && head.verdict !== "inconclusive", show: () => {}, filter: () => {} };
  });
  const sum = of => sections.reduce((total, section) => total + (of(section.head) || 0), 0);
  const bad = run.scenarios.filter(scenario => scenario.verdict !== "pass");
  const figure = (name, value) => h("div", {}, h("dt", {}, name), h("dd", {}, value));
  main.replaceChildren(h("section", { class: "card", "aria-label": "The run" },
    run.interrupted ? h("p", {}, h("strong", {}, "This report is partial: "), "the run was interrupted.") : null,
    h("dl", { class: "figures" }, figure(bad.length === 1 ? "scenario did not pass" : "scenarios did not pass", `${bad.length} of ${run.scenarios.length}`), figure("requests", grouped(sum(head => head.requests))), figure("drifted", grouped(sum(head => head.failing))),
      figure("gates failed", grouped(sum(head => (head.gates || []).filter(gate => gate.outcome === "failed").length))), figure("invariants broken", grouped(sum(head => Object.values(head.invariants || {}).filter(times => times > 0).length)))),
    (run.only_in_one || []).length ? h("p", {}, "Only in one of the two runs: ", run.only_in_one.map((name, place) => [place ? ", " : "", t(name)])) : null,
    run.not_replayed.length ? h("p", {}, "Not replayed: ", run.not_replayed.map((name, place) => [place ? ", " : "", t(name)])) : null,
    run.unread.length ? h("div", {}, h("h3", {}, "Not read"), h("ul", { class: "changes" }, run.unread.map(line => h("li", {}, t(line))))) : null,
    overview(run, sections)));

  for (const section of sections) {
    const { head } = section, place = h("div", { class: "body" });
    const element = h("details", { class: "scenario", id: `s${section.number}` }, h("summary", {}, h("h2", {}, t(head.name)), pill(head.verdict, head.words || words(head.verdict)), h("span", { class: "soft small" }, count(head.requests, "request", "requests"), head.failing ? `, ${grouped(head.failing)} drifted` : "")), place);
    section.draw = () => { if (!place.hasChildNodes()) fill(place, {}, body(section)); };
    element.addEventListener("toggle", () => { if (element.open) section.draw(); });
    // Of many, those that passed come when they are asked for.
    element.hidden = sections.length > 5 && head.verdict === "pass";
    section.element = element;
    main.append(element);
  }
  // Those that did not pass are open, as long as there are few.
  const red = sections.filter(section => section.head.verdict !== "pass");
  for (const section of red.slice(0, 3)) { section.draw(); section.element.open = true; }
  if (!red.length && sections.length === 1) { sections[0].draw(); sections[0].element.open = true; }
  const unlisted = run.scenarios.length - sections.length;
  if (unlisted > 0) main.append(h("p", { class: "card" }, `${count(unlisted, "scenario has", "scenarios have")} no room in this page; drift.json has them.`));

  function follow() {
    const [, number, id] = /^#s(\d+)(?:\/(.*))?$/.exec(location.hash) || [];
    const section = sections[+number];
    if (number === undefined || !section) return;
    section.element.hidden = false;
    section.draw();
    section.element.open = true;
    let item;
    try { item = id === undefined ? undefined : section.byID.get(decodeURIComponent(id)); } catch { /* no such request */ }
    if (item) section.show(item); else section.element.scrollIntoView();
  }
  addEventListener("hashchange", follow);
  follow();
  addEventListener("beforeprint", () => { for (const section of red.slice(0, 20)) { section.draw(); section.element.open = true; } });
}

function overview(run, sections) {
  const numbers = new Map(sections.map(section => [section.head.name, section]));
  const hasBoth = run.scenarios.some(scenario => scenario.verdict === "pass") && run.scenarios.some(scenario => scenario.verdict !== "pass");
  const bodyOf = h("tbody");
  let onlyRed = hasBoth, text = "";
  const list = () => bodyOf.replaceChildren(...run.scenarios.filter(scenario => (!onlyRed || scenario.verdict !== "pass") && (!text || scenario.name.toLowerCase().includes(text))).slice(0, 500).map(scenario => {
    const section = numbers.get(scenario.name), head = section ? section.head : {}, totals = head.totals || {};
    const link = section ? h("a", { href: `#s${section.number}` }, t(scenario.name)) : t(scenario.name);
    return row([link, pill(scenario.verdict, scenario.words), number(scenario.requests), number(scenario.failing), number(head.cache_hit_ratio ?? null), number(totals.latency_us ? time(totals.latency_us.p95) : null), number(totals.planner ? usd(totals.planner.cost_usd) : null)]);
  }));
  const toggle = h("button", { class: "button", type: "button", "aria-pressed": String(onlyRed), on: { click: () => { onlyRed = !onlyRed; toggle.setAttribute("aria-pressed", String(onlyRed)); list(); } } }, "Only those that did not pass");
  list();
  return [run.scenarios.length > 5 ? h("div", { class: "tools" }, hasBoth ? toggle : null, h("label", {}, "search", h("input", { class: "field", type: "search", placeholder: "scenario", on: { input: event => { text = event.target.value.trim().toLowerCase(); list(); } } }))) : null,
    h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Scenarios" }, h("table", {}, h("caption", { class: "unseen" }, "Scenarios"), h("thead", {}, h("tr", {}, ["scenario", "verdict", ["requests", "number"], ["drifted", "number"], ["cache hits", "number"], ["p95", "number"], ["cost", "number"]].map(head => Array.isArray(head) ? h("th", { scope: "col", class: head[1] }, head[0]) : h("th", { scope: "col" }, head)))), bodyOf))];
}

start();
})();
