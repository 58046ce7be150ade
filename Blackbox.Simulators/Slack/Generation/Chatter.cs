namespace Blackbox.Simulators.Slack.Generation;

/// <summary>
/// What people say to each other, in mrkdwn. {area}, {service}, {person}, {channel}, {number} and {term} are filled in.
/// </summary>
internal static class Chatter
{
    public static readonly string[] Openers =
    [
        "Morning! I am on {area} today, ping me if something is odd.",
        "Deployed {area} to staging, please have a look when you can :rocket:",
        "<@{person}> can you review <https://git.northwind.example/{service}/pull/{number}|the change for {area}>? It is small.",
        "{area} looks slow since the last release. Anybody else?\n&gt; p95 went from 180 ms to 420 ms\nNothing in the logs so far.",
        "Found it: the cache key of {area} had no tenant.\n```\nselect count(*) from cache where key &lt; 'a' &amp;&amp; tenant is null;\n```",
        "Who knows why `{service}` talks to the old endpoint? See <https://wiki.northwind.example/display/ENG/{service}>",
        "*Heads up*: migration for {area} tonight at 21:00, expect two minutes of _read only_.",
        "The stand-up is in five minutes :coffee:",
        "I moved the discussion about {area} to <#{channel}>, it fits better there.",
        "오늘 {area} 배포는 오후 3시에 진행합니다. 확인 부탁드립니다 :pray:",
        "{area} 쪽 오류를 재현했습니다. <@{person}> 님, 로그 같이 봐주실 수 있나요?",
        "<!here> the build of `{service}` is red, I am looking at it.",
        "Customers ask about {area} again: three tickets &amp; one call since Monday.",
        "Do we still need the flag for {area}? ~I would keep it~ I would remove it with the next release.",
        "Numbers for last week are in: conversion +2 %, returns &lt; 4 %, {number} orders on Friday alone.",
        "FYI <@{person}> <@{person}>: the review of {area} moved to Thursday.",
        "• search: done\n• basket: waiting for <@{person}>\n• {area}: started\n• open: {number} tickets",
        "Small thing, but `git bisect` says it was {number} :see_no_evil:",
        "Written up here: https://wiki.northwind.example/x/{number}?focus=true&amp;tab=notes",
        "Is <mailto:support@northwind.example|support@northwind.example> still the right address for {area}?",
        "Thanks everybody for the release! :tada: :tada:",
        "Can somebody give me access to the dashboard of {area}?",
    ];

    public static readonly string[] Answers =
    [
        "On it.", "Looking now :eyes:", "Done, thanks for the reminder!", "Same here, since about ten.",
        "<@{person}> knows more about {area} than I do.", "Can you send me the order number?", "It is the known one, see `{service}` #{number}.",
        "I think we should wait until after the release.", "Fixed in the last deploy. Can you try again?", "네, 확인했습니다. 감사합니다!",
        "Nothing on my side. I will keep an eye on it this afternoon.", "Good catch :+1:", "I would rather do it in two steps:\n1. move the data\n2. switch the reader",
        "That was me, sorry. Rolled back.", "Let us talk after lunch.", "Agreed, and let us write it down in the runbook.",
        "_works on my machine_ :upside_down_face: but seriously, which browser?", "The log says\n```time-out after 30000 ms at {service}```\nso it is not us.",
    ];

    public static readonly string[] LateAnswers =
    [
        "Coming back to this: it happened again this morning with {area}.", "Did we ever decide this? I would like to close it.",
        "For the record: fixed with {service} #{number}.", "Sorry for the late answer, I was on holiday. Yes, please go ahead.", "다시 확인해 보니 아직 같은 문제가 있습니다.",
    ];

    public static readonly string[] Corrections = [" (edit: on staging)", " Edit: solved.", " – sorry, wrong link before", " (수정)"];

    public static readonly string[] Alone = ["is on a train until 14:00", "is heading out for lunch", "takes the on-call phone"];

    public static readonly string[] BotLines =
    [
        "Deploy of *{service}* #{number} finished in 3 min 12 s", "Alert: error rate of `{service}` is above 1 % (<https://grafana.northwind.example/d/{number}|dashboard>)",
        "Resolved: error rate of `{service}` is back to normal", "Nightly tests of {service}: {number} passed, 0 failed",
    ];

    public static readonly string[] Topics = ["Release on Thursday", "On call: see the wiki", "배포 전 공지 필수", "Questions welcome"];

    public static readonly string[] Emoji = ["+1", "eyes", "tada", "white_check_mark", "heart", "rocket", "raised_hands::skin-tone-3", "thinking_face", "party-parrot"];

    public static readonly (string Name, string Type, string Mime)[] Files =
    [
        ("screenshot.png", "png", "image/png"), ("load-test.csv", "csv", "text/csv"), ("회의록.pdf", "pdf", "application/pdf"),
        ("error.log", "text", "text/plain"), ("flow.svg", "svg", "image/svg+xml"), ("demo.mp4", "mp4", "video/mp4"),
    ];
}
