"""The look of the page: the studio's own colours, dark or light as the reader's system is, nothing fetched."""

STYLE = """
:root { color-scheme: dark light;
  --window: #1b1c1f; --panel: #232529; --raised: #2b2e33; --line: #34373d; --text: #e6e7ea; --second: #a4a8b0;
  --accent: #5b9dff; --error: #ff6b62; --warning: #e8b339; --done: #5fc27e; }
@media (prefers-color-scheme: light) { :root {
  --window: #e9ebee; --panel: #f4f5f6; --raised: #e4e6ea; --line: #d2d5da; --text: #1c1e22; --second: #52575f;
  --accent: #1a63cf; --error: #bd241b; --warning: #855c00; --done: #1f7040; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--window); color: var(--text); line-height: 1.5;
  font: 14px/1.5 system-ui, "Segoe UI", "Noto Sans", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; }
main { max-width: 1120px; margin: 0 auto; padding: 48px 24px 72px; }
header { margin-bottom: 40px; }
h1 { font-size: 28px; font-weight: 600; margin: 0 0 8px; overflow-wrap: anywhere; }
h2 { font-size: 17px; font-weight: 600; margin: 48px 0 4px; }
p { margin: 0 0 8px; max-width: 72ch; }
.second, .facts { color: var(--second); }
.facts { display: flex; flex-wrap: wrap; gap: 4px 24px; padding: 0; margin: 0; list-style: none; }
.facts b { color: var(--text); font-weight: 500; }
table { width: 100%; table-layout: fixed; border-collapse: collapse; margin: 12px 0 0; }
col.slim { width: 80px; } col.middle { width: 152px; } col.by { width: 184px; }
th { text-align: left; color: var(--second); font-weight: 400; font-size: 12px; padding: 4px 16px 4px 0; }
td { border-top: 1px solid var(--line); padding: 10px 16px 10px 0; vertical-align: top; }
th:last-child, td:last-child { padding-right: 0; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.value { font-size: 17px; line-height: 1.3; }
td .second { font-size: 12px; display: block; }
td.small { font-size: 12px; color: var(--second); }
.bar { display: block; position: relative; width: 128px; height: 2px; margin: 10px 0 8px; background: var(--line);
  border-radius: 1px; }
.bar i { position: absolute; top: -1px; height: 4px; border-radius: 2px; background: var(--accent); opacity: .4; }
.bar b { position: absolute; top: -3px; width: 8px; height: 8px; margin-left: -4px; border-radius: 4px;
  background: var(--accent); }
.sheet { display: grid; grid-template-columns: repeat(auto-fill, minmax(148px, 1fr));
  gap: 20px 12px; margin-top: 16px; }
figure { margin: 0; min-width: 0; }
.sheet img, .pair img, .blank { display: block; width: 100%; aspect-ratio: 1; object-fit: contain;
  background: #e3e6ea; border-radius: 6px; }
figcaption { margin-top: 6px; font-size: 12px; overflow-wrap: anywhere; }
figcaption .second { display: block; }
summary { cursor: pointer; } summary.second { display: list-item; list-style-position: inside; }
.yes { color: var(--done); } .no { color: var(--warning); } .near { color: var(--error); }
.pairs { display: grid; grid-template-columns: repeat(auto-fill, minmax(248px, 1fr));
  gap: 20px 24px; margin-top: 16px; }
.pairs.large { grid-template-columns: repeat(auto-fill, minmax(min(496px, 100%), 1fr)); }
.pairs.large img { aspect-ratio: auto; }
.pair > div { display: grid; grid-template-columns: 1fr 1fr; gap: 2px; }
.pair img:first-child { border-radius: 6px 0 0 6px; } .pair img:last-child { border-radius: 0 6px 6px 0; }
ol.words { padding-left: 24px; } ol.words li { margin-bottom: 12px; overflow-wrap: anywhere; }
footer { margin-top: 56px; padding-top: 16px; border-top: 1px solid var(--line);
  color: var(--second); font-size: 12px; }
@media (max-width: 720px) { main { padding: 24px 16px; } td.small, th.small, colgroup, td .bar { display: none; }
  table { table-layout: auto; } td, th { padding-right: 12px; } td:first-child { width: 60%; min-width: 136px; } }
@media print { body { background: #fff; color: #000; } }
"""
