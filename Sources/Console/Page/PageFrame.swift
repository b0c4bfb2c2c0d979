import Facility

/// What every page has around its content: head, heading, the other language, and the voice that says when the
/// page itself has stopped being renewed.
struct PageFrame {
    let context: PageContext

    /// - Parameters:
    ///   - asOf: the time the content is from, as text.
    ///   - banner: what stands above the content while a drill runs.
    ///   - renews: whether the page renews itself; with a script every three seconds, without one every ten.
    func document(
        title: String, heading: String, asOf: String?, banner: HTML? = nil, content: HTML, renews: Bool = true
    ) -> HTML {
        let other: Language = context.language == .zh ? .en : .zh
        let time = asOf.map { context(Words.asOf) + " " + $0 } ?? ""
        let nonce = context.nonce
        let renewal: HTML? =
            renews ? "<noscript><meta http-equiv=\"refresh\" content=\"10\"></noscript>" : nil
        let script: HTML? = renews ? "<script nonce=\"\(nonce)\">\(Self.script)</script>" : nil
        let causes = Words.falseCauses.map { "<option value=\"\(context($0))\">" as HTML }
        return """
            <!doctype html><html lang="\(context.language == .zh ? "zh-CN" : "en")"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">
            <title>\(title) · \(context(Words.product))</title>\(renewal)
            <style nonce="\(nonce)">\(Self.style)\(CardSheet.style)\(HandoverPage.style)</style></head><body>
            <header><h1><a href="/?lang=\(context.language.rawValue)">\(context(Words.product))</a> \(heading)</h1>
            <p><span id="asof">\(time)</span> <a href="/?lang=\(other.rawValue)" hreflang="\(other.rawValue)"
            lang="\(other.rawValue)">\(context(Words.otherLanguage))</a></p></header>
            <div id="stuck" class="panel red" role="alert" hidden><p class="big">\(context(Words.pageStuck))
            <time></time></p></div>
            <main>\(banner)\(content)</main><datalist id="causes">\(causes)</datalist>\(script)</body></html>
            """
    }

    /// Colours never stand alone: every state is also said in words. No colour says that all is well.
    private static let style: HTML = """
        :root{color-scheme:light dark}*{box-sizing:border-box}
        body{font:16px/1.5 system-ui,"Noto Sans CJK SC","Microsoft YaHei",sans-serif;margin:0 auto;padding:0 1rem 3rem;
        max-width:72rem;color:#1b1f24;background:#f6f7f8}
        header{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:baseline}
        h1{font-size:1.4rem;margin:.8rem 0}h1 a{color:inherit;text-decoration:none}h2{font-size:1.2rem;margin:1.6rem 0 .5rem}
        h3{font-size:1.05rem;margin:.3rem 0}p{margin:.3rem 0}ul,ol{margin:.2rem 0;padding-left:1.4rem}
        .panel{padding:.8rem 1rem;border-radius:.4rem;border:2px solid}.big{font-size:1.5rem;font-weight:700}
        .red{background:#a3141a;border-color:#a3141a;color:#fff}.amber{background:#fff1c9;border-color:#9a6700;color:#3a2a00}
        .plain{background:#e4e9ef;border-color:#57606a;color:#1b1f24}
        .warnings{background:#fff1c9;color:#3a2a00;border-left:.4rem solid #9a6700;padding:.5rem 1rem .5rem 2rem}
        .said{background:#dce8f7;color:#0b2d52;padding:.5rem 1rem;border-radius:.4rem}
        .incident{background:#fff;border:1px solid #8c959f;border-left:.6rem solid #57606a;border-radius:.4rem;
        padding:.6rem 1rem;margin:.7rem 0}.incident.extreme{border-left-color:#a3141a}.incident.severe{border-left-color:#bc4c00}
        .incident.moderate{border-left-color:#9a6700}.severity,.badge{border:1px solid;border-radius:.3rem;padding:0 .4rem}
        .extreme .severity{background:#a3141a;color:#fff}.badge.open{background:#fff1c9;color:#3a2a00}
        .small{font-size:.8rem;color:#57606a}.old{opacity:.75}.bad{color:#a3141a;font-weight:600}.panel .bad{color:inherit}
        form{display:flex;flex-wrap:wrap;gap:.6rem;align-items:end;border-top:1px solid #d0d7de;margin-top:.5rem;padding-top:.5rem}
        label{display:flex;flex-direction:column;font-size:.85rem;flex:1 1 12rem}.buttons{display:flex;flex-wrap:wrap;gap:.5rem}
        input,select,button{font:inherit;min-height:2.75rem;padding:.2rem .7rem}button{cursor:pointer;border:2px solid #57606a;
        border-radius:.4rem;background:#eef1f4;color:#1b1f24}button.confirm{border-color:#a3141a}
        :focus-visible{outline:3px solid #0969da;outline-offset:2px}
        details{background:#fff;border:1px solid #d0d7de;border-radius:.4rem;margin:.4rem 0;padding:.3rem .8rem;overflow-x:auto}
        summary{cursor:pointer;min-height:2rem}table{border-collapse:collapse;width:100%;font-size:.9rem}
        th,td{text-align:left;padding:.2rem .5rem;border-bottom:1px solid #d0d7de;font-weight:inherit}thead th{font-weight:600}
        .columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(20rem,1fr));gap:1rem}
        @media(prefers-color-scheme:dark){body{background:#0d1117;color:#e6edf3}.incident,details{background:#161b22}
        a{color:#79b8ff}.bad{color:#ff9a94}.small{color:#9aa4af}button{background:#21262d;color:#e6edf3}}
        """

    /// Renews the page and leaves alone the form somebody is filling in; what came of the last deed stays for half
    /// a minute. When the console itself does not answer,
    /// the page says since when it is old.
    private static let script: HTML = """
        (()=>{const main=document.querySelector('main'),stuck=document.getElementById('stuck');
        const plain='?lang='+document.documentElement.lang.slice(0,2);
        let since=null,search=location.search||plain,turns=0;history.replaceState(null,'',location.pathname+plain);
        const inUse=f=>f.contains(document.activeElement)||[...f.querySelectorAll('input[type=text]')].some(i=>i.value);
        const renew=async()=>{try{
        if(++turns>10)search=plain;
        const answer=await fetch(location.pathname+search,
        {cache:'no-store',credentials:'same-origin',
        headers:document.visibilityState==='visible'?{'Gengfu-Seen':'1'}:{}});
        if(!answer.ok)throw new Error(answer.status);
        const next=new DOMParser().parseFromString((await answer.text()).replace(/<style[^]*?<.style>/,''),'text/html');
        const active=document.activeElement;
        for(const form of main.querySelectorAll('form'))if(inUse(form)){
        const twin=next.getElementById(form.id);if(twin)twin.replaceWith(form)}
        for(const old of main.querySelectorAll('details')){
        const twin=next.getElementById(old.id);if(twin)twin.open=old.open}
        main.replaceChildren(...next.querySelector('main').childNodes);
        if(active&&main.contains(active))active.focus({preventScroll:true});
        document.getElementById('asof').textContent=next.getElementById('asof').textContent;
        document.title=next.title;since=null;stuck.hidden=true}
        catch(_){since=since||new Date();stuck.querySelector('time').textContent=since.toLocaleString();stuck.hidden=false}
        setTimeout(renew,3000)};setTimeout(renew,3000)})();
        """
}
