// Helps, but nothing depends on it: marks the scene being read, and tells on hover what a blank wants.
(() => {
  "use strict";
  const root = document.documentElement;
  const nav = document.querySelector("nav");
  const links = new Map();
  for (const link of nav.querySelectorAll("ol > li > a")) links.set(link.hash.slice(1), link);
  let current = null;

  function mark(link) {
    if (!link || link === current) return;
    if (current) current.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
    current = link;
    const side = nav.scrollWidth > nav.clientWidth;
    if (side) nav.scrollLeft = link.offsetLeft - (nav.clientWidth - link.offsetWidth) / 2;
  }

  // The scene under a line one fifth down the screen is the one being read.
  const sections = [...document.querySelectorAll("main > section")];
  const atEnd = () => innerHeight + scrollY >= root.scrollHeight - 2;
  const watch = new IntersectionObserver(
    (seen) => seen.forEach((one) => one.isIntersecting && !atEnd() && mark(links.get(one.target.id))),
    { rootMargin: "-20% 0px -80% 0px" },
  );
  sections.forEach((section) => watch.observe(section));
  mark(links.values().next().value);
  root.classList.add("js");

  // The last ones can't come up to that line: at the end it is the one that was asked for, else the very last.
  addEventListener("scroll", () => {
    if (!atEnd()) return;
    const asked = sections.find((section) => "#" + section.id === location.hash);
    const seen = asked && asked.getBoundingClientRect().top >= 0 ? asked : sections.at(-1);
    mark(links.get(seen.id));
  }, { passive: true });

  // A large handbook lays out what lies above a target only on the way there, which pushes it off: go there again.
  function settle() {
    const target = document.getElementById(location.hash.slice(1));
    if (!target || !document.body.classList.contains("large")) return;
    let frames = 6;
    requestAnimationFrame(function again() {
      target.scrollIntoView();
      if (--frames) requestAnimationFrame(again);
    });
  }
  addEventListener("hashchange", settle);
  settle();

  let means = null;
  document.addEventListener("pointerover", ({ target }) => {
    if (target.tagName !== "MARK" || target.title) return;
    means ??= new Map([...document.querySelectorAll("#slots tbody tr")].map((row) => [
      row.cells[0].textContent, row.cells[1].firstChild.textContent.trim(),
    ]));
    target.title = means.get(target.textContent) ?? "";
  });
})();
