namespace Blackbox.Simulators.Jira.Generation;

/// <summary>What people write into issues. {area}, {person} (a mention) and {pull} (a link) are filled in.</summary>
internal static class JiraPhrases
{
    public static readonly string[] Descriptions =
    [
        "Customers ask for this since the spring. A first version may be small:\n\n- {area} only\n- behind a flag\n- no migration\n\nDetails with {person}.",
        "Seen in production this morning. The log says:\n\n```\nTimeoutException: {area} did not answer within 30 s\n```\n\nIt went away by itself after **ten minutes**.",
        "As agreed in the planning. The old way of doing it in {area} stays until the next release.",
        "고객 지원팀에서 전달받은 내용입니다. {area} 화면에서 **간헐적으로** 오류가 발생합니다.\n\n- 재현: 새 계정으로 로그인\n- 기대 결과: 동일한 결과",
        "Follow-up of the incident review. `{area}` has to say why it refused, so that who is on call sees it.",
        "What {person} and I talked about: one place that decides, and a test for each case.",
    ];

    public static readonly string[] Comments =
    [
        "I can reproduce this. It needs a slow connection.", "{person} could you have a look? I think it is in {area}.",
        "Fixed in {pull}, please test on staging.", "Which version was that? Since last week it should say `ORDER_LOCKED`.",
        "We decided in the stand-up:\n\n- fix the data first\n- the cause in the next sprint", "확인했습니다. 오늘 오후에 수정하겠습니다.",
        "{person} 님, {area} 쪽 로그를 첨부했습니다. 확인 부탁드립니다.", "Moved the rest into a second issue. This one is **only** about {area}.",
        "Support confirms that nobody called about it since the release.", "Still there with 2.14, the stack trace is:\n\n```\nat Orders.Reserve (line 118)\nat Api.Post\n```",
    ];

    public static readonly string[] Work =
    [
        "Analysis", "Implementation of {area}", "Code review", "테스트 및 배포", "Pairing with {person}", "Tests and documentation", "Rolled out to staging",
    ];

    public static readonly string[] Labels = ["customer", "incident", "tech-debt", "quick-win", "needs-design", "배송"];
}
