"""What a browser sees of a page that people with other eyes, hands and windows would stumble over."""

# Names, contrast and order are computed in the page, as a browser sees them.
LOOK = r"""
marks => {
  const faults = [], seen = element => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const name = element => (element.getAttribute("aria-label") || (element.getAttribute("aria-labelledby") || "").split(" ")
    .map(id => id && document.getElementById(id)?.textContent).join(" ").trim() || [...(element.labels || [])].map(l => l.textContent).join(" ").trim() ||
    element.textContent || "").trim();
  const controls = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")].filter(seen);
  for (const control of controls) {
    if (!name(control)) faults.push(`no name: ${control.outerHTML.slice(0, 100)}`);
    const box = control.getBoundingClientRect();
    if (!["A", "INPUT"].includes(control.tagName) && Math.min(box.width, box.height) < 24) faults.push(`smaller than 24 px: ${control.outerHTML.slice(0, 100)}`);
    if (control.tabIndex > 0) faults.push(`an order of its own: ${control.outerHTML.slice(0, 100)}`);
  }
  for (const id of new Set([...document.querySelectorAll("[id]")].map(e => e.id))) if (document.querySelectorAll(`#${CSS.escape(id)}`).length > 1) faults.push(`two of ${id}`);
  for (const attribute of ["aria-labelledby", "aria-describedby", "for"]) for (const element of document.querySelectorAll(`[${attribute}]`))
    for (const id of element.getAttribute(attribute).split(" ")) if (!document.getElementById(id)) faults.push(`${attribute} of nothing: ${id}`);
  for (const image of document.querySelectorAll("svg, img")) if (!image.getAttribute("aria-hidden") && !name(image)) faults.push("a picture without a name");
  for (const table of document.querySelectorAll("table")) if (!table.caption || [...table.querySelectorAll("th")].some(th => !th.scope)) faults.push("a table without caption or scopes");
  const levels = [...document.querySelectorAll("h1, h2, h3, h4")].filter(seen).map(h => +h.tagName[1]);
  if (levels[0] !== 1 || levels.filter(l => l === 1).length !== 1) faults.push(`headings ${levels}`);
  levels.forEach((level, i) => { if (i && level > levels[i - 1] + 1) faults.push(`a heading is left out: ${levels}`); });
  for (const mark of marks) if (document.querySelectorAll(mark).length !== 1) faults.push(`no ${mark}`);
  if (!document.documentElement.lang) faults.push("no language");

  const parse = text => (text.match(/[\d.]+/g) || []).map(Number);
  const over = (top, under) => { const a = top[3] ?? 1; return [0, 1, 2].map(i => top[i] * a + under[i] * (1 - a)); };
  const light = c => { const [r, g, b] = c.map(v => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const behind = element => {
    const layers = [];
    for (let e = element; e; e = e.parentElement) layers.push(parse(getComputedStyle(e).backgroundColor));
    return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255]);
  };
  let texts = 0, least = 21;
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const element = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || ["SCRIPT", "STYLE", "NOSCRIPT", "OPTION"].includes(element.tagName) || !seen(element) || element.closest(".unseen, .skip, :disabled")) continue;
    const style = getComputedStyle(element), back = behind(element), front = over(parse(style.color), back);
    const [a, b] = [light(front), light(back)].sort((x, y) => y - x), contrast = (a + 0.05) / (b + 0.05);
    const large = parseFloat(style.fontSize) >= 24 || parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700;
    texts += 1; least = Math.min(least, contrast);
    if (contrast < (large ? 3 : 4.5)) faults.push(`contrast ${contrast.toFixed(2)}: ${walk.currentNode.data.trim().slice(0, 60)}`);
  }
  const beyond = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (beyond > 0) faults.push(`${beyond} px beyond the edge`);
  return { faults, controls: controls.length, texts, least };
}
"""
