namespace Blackbox.Simulators.Confluence.Generation;

/// <summary>What people write into a wiki, in storage format. {area}, {service}, {person}, {page} and {number} are filled in.</summary>
internal static class WikiPhrases
{
    public static readonly string[] Titles =
    [
        "Design: {area}", "Runbook: {service}", "Decision: how we test {area}", "Incident review: {area}", "회의록: {area}", "Onboarding for {service}",
        "Load test of {area}", "Migration plan for {service}", "Retro of {service}", "FAQ & known problems: {area}", "Measurements \"{area}\" <draft>",
    ];

    public static readonly string[] PostTitles = ["News from {service}", "What changed in {area} this month", "{area} 배포 소식", "Welcome to the team!"];

    public static readonly string[] Blocks =
    [
        "<h2>Why</h2><p>Support answers questions about <strong>{area}</strong> several times a day. The <em>last survey</em> named it first.</p>",
        "<h2>What we do</h2><ul><li>Move the decision of {area} to one place</li><li>Keep the old endpoint for one release<ul><li>with a warning in the log</li></ul></li></ul>",
        "<p>Ask {person} before you change the schedule. See {page} for the numbers.</p>",
        "<table><tbody><tr><th>Case</th><th>Before</th><th>After</th></tr><tr><td>p50</td><td>{number} ms</td><td>41&nbsp;ms</td></tr><tr><td>p95</td><td colspan=\"2\">&lt; 1 s</td></tr></tbody></table>",
        "<ac:structured-macro ac:name=\"code\" ac:schema-version=\"1\"><ac:parameter ac:name=\"language\">bash</ac:parameter><ac:plain-text-body><![CDATA[kubectl -n {service} rollout status deploy/api\nif [ $? -ne 0 ]; then echo \"<failed> & rolled back\"; fi]]></ac:plain-text-body></ac:structured-macro>",
        "<ac:structured-macro ac:name=\"info\"><ac:rich-text-body><p>This page is about the new system. The old one has its own.</p></ac:rich-text-body></ac:structured-macro>",
        "<ac:structured-macro ac:name=\"warning\"><ac:parameter ac:name=\"title\">Careful</ac:parameter><ac:rich-text-body><p>Never restart {service} during the nightly import.</p></ac:rich-text-body></ac:structured-macro>",
        "<ac:task-list><ac:task><ac:task-id>1</ac:task-id><ac:task-status>complete</ac:task-status><ac:task-body>Write the test plan</ac:task-body></ac:task><ac:task><ac:task-id>2</ac:task-id><ac:task-status>incomplete</ac:task-status><ac:task-body><span>{person} checks the backup <time datetime=\"2026-03-27\" /></span></ac:task-body></ac:task></ac:task-list>",
        "<h3>결정 사항</h3><p>{area} 배포는 매주 목요일에 진행하고, 롤백 담당자는 {person} 입니다.</p><ol><li>점검</li><li>배포</li><li>확인</li></ol>",
        "<p>Dashboard: <a href=\"https://grafana.northwind.example/d/{number}?from=now-6h&amp;to=now\">{service} overview</a>, log: <code>{service}.log</code></p>",
        "<p>We looked at three ways &ndash; the second one won: it needs no migration &amp; can be rolled back.<br />Cost: about {number}&nbsp;&euro; a month.</p>",
        "<blockquote><p>&ldquo;It works, but nobody knows why.&rdquo;</p></blockquote><hr />",
        "<p><ac:image ac:height=\"250\"><ri:attachment ri:filename=\"flow-{number}.png\" /></ac:image></p>",
        "<ac:structured-macro ac:name=\"expand\"><ac:parameter ac:name=\"title\">Details</ac:parameter><ac:rich-text-body><p>Queue depth at {number}, workers at 12.</p><pre>GET /health\n200 OK</pre></ac:rich-text-body></ac:structured-macro>",
        "<p>Status: <ac:structured-macro ac:name=\"status\"><ac:parameter ac:name=\"colour\">Green</ac:parameter><ac:parameter ac:name=\"title\">DONE</ac:parameter></ac:structured-macro> <ac:emoticon ac:name=\"tick\" /> since build {number}</p>",
        "<ac:structured-macro ac:name=\"jira\"><ac:parameter ac:name=\"key\">ENG-{number}</ac:parameter></ac:structured-macro>",
    ];

    public static readonly string[] Messages =
    [
        "", "", "", "Add the numbers of last week", "Fix typos", "Answer the comments", "Update after the review", "측정값 추가", "Say who is on call",
    ];

    public static readonly string[] Comments =
    [
        "<p>Is this still true after the last release?</p>", "<p>Thanks, this helped a lot! {person} should read it, too.</p>",
        "<p>Number {number} looks wrong: the dashboard says <strong>half</strong> of it.</p>", "<p>좋은 정리 감사합니다.</p>",
        "<p>I would add what happens when {service} is down.</p><ul><li>retry</li><li>alert</li></ul>", "<p>Done in the last version.</p>",
    ];

    public static readonly string[] Selections = ["the nightly import", "one release", "p95", "매주 목요일", "no migration"];
}
