import Charts

/// How the page looks: in light and dark, on narrow and wide screens, and on paper.
enum StyleSheet {
  static let rules = """
    :root{color-scheme:light dark;--ground:#ffffff;--ink:#1d2125;--soft:#5a636b;--line:#d9dde1;--panel:#f5f7f8;
    --link:#00588f}
    @media (prefers-color-scheme:dark){:root{--ground:#15181b;--ink:#e4e7ea;--soft:#a4adb5;--line:#383e44;
    --panel:#1e2226;--link:#7cc4f5}}
    *{box-sizing:border-box}
    html{-webkit-text-size-adjust:100%}
    body{margin:0 auto;padding:1rem clamp(1rem,3vw,2.5rem) 4rem;max-width:76rem;background:var(--ground);
    color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif}
    h1{font-size:1.7rem;line-height:1.2;margin:1rem 0 .3rem}
    h2{font-size:1.35rem;line-height:1.25;margin:2.6rem 0 .6rem;padding-top:.6rem;border-top:1px solid var(--line)}
    h3{font-size:1.08rem;margin:1.8rem 0 .4rem}
    h1,h2,h3,td,th,li,p{overflow-wrap:anywhere}
    p{margin:.5rem 0;max-width:46rem}
    a{color:var(--link)}
    code,.code{font:.86em ui-monospace,"Liberation Mono",Menlo,monospace}
    .soft{color:var(--soft)}
    .small{font-size:.86rem}
    .verdict{border-left:.3rem solid var(--line);background:var(--panel);padding:.7rem 1rem;max-width:none}
    .verdict.good{border-color:#009e73}
    .verdict.bad{border-color:#d55e00}
    .cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:.7rem;margin:1rem 0}
    .card{background:var(--panel);border-radius:.4rem;padding:.6rem .8rem}
    .card .value{font-size:1.35rem;font-weight:600;font-variant-numeric:tabular-nums}
    .card .what{font-size:.84rem;color:var(--soft)}
    nav ul{display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;list-style:none;padding:0;margin:.8rem 0}
    .charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,22rem),1fr));gap:1rem 2rem;
    align-items:start}
    figure{margin:.6rem 0;min-width:0}
    figure svg{display:block;width:100%;max-width:36rem;height:auto;font-family:inherit}
    figcaption{font-size:.86rem;color:var(--soft);max-width:36rem;margin-top:.3rem}
    .legend{display:flex;flex-wrap:wrap;gap:.1rem 1rem;font-size:.86rem;margin-bottom:.2rem;max-width:36rem}
    .legend span{display:inline-flex;align-items:center;gap:.35rem}
    figure .legend svg{width:26px;height:12px;flex:none}
    .scroll{overflow-x:auto;margin:.6rem 0}
    table{border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums}
    th,td{padding:.25rem .7rem .25rem 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
    th{font-weight:600;color:var(--soft);vertical-align:bottom}
    th.n,td.n{text-align:right;white-space:nowrap;overflow-wrap:normal}
    td.name{min-width:7.5rem}
    th:first-child,td:first-child{position:sticky;left:0;background:var(--ground)}
    tr.mark td{font-weight:600}
    details{margin:.6rem 0}
    summary{cursor:pointer;color:var(--link)}
    footer{margin-top:3rem;border-top:1px solid var(--line);padding-top:.6rem}
    \(Colour.rules(dark: false))
    .s-page{stroke:#ffffff}
    .f-page{fill:#ffffff}
    @media (prefers-color-scheme:dark){
    .s-page{stroke:#15181b}
    .f-page{fill:#15181b}
    \(Colour.rules(dark: true))
    }
    @media print{
    :root{color-scheme:light;--ground:#ffffff;--ink:#000000;--soft:#444444;--line:#bbbbbb;--panel:#f3f3f3;--link:#000000}
    body{font-size:10pt;max-width:none;padding:0}
    nav{display:none}
    figure,tr,.card,.verdict{break-inside:avoid}
    h2,h3{break-after:avoid}
    .charts{grid-template-columns:1fr 1fr}
    .scroll{overflow:visible}
    table{font-size:7.5pt}
    th,td{padding-right:.5rem}
    \(Colour.rules(dark: false))
    }
    """
}
