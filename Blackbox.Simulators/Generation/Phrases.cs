namespace Blackbox.Simulators.Generation;

/// <summary>What people say at work. {area} and {person} are filled in.</summary>
internal static class Phrases
{
    public static readonly string[] Reasons =
    [
        "Customers asked for this in the last three surveys, and support answers the question about {area} several times a day.",
        "We saw this in production twice last week. Both times somebody had to correct the data by hand.",
        "Part of the work on {area} that we agreed on in the planning. The old behaviour stays behind a flag for one release.",
        "The current code grew with the first version and makes every change in {area} harder than it needs to be.",
        "The incident review asked for it: a failure in {area} has to be visible before a customer calls.",
        "This unblocks the next two stories on {area}; on its own it changes nothing that a user sees.",
    ];

    public static readonly string[] Approaches =
    [
        "The change is in {area} only. I kept the public interface and moved the decision to one place.",
        "I first wrote a test that shows the problem, then made it pass, then removed the workaround.",
        "Two steps: the first commit moves code without changing it, the second one has the actual change.",
        "The rule is now data instead of code, so that the next case is one line.",
        "I compared three ways; this one needs no migration and can be rolled back.",
    ];

    public static readonly string[] Checks =
    [
        "Tested with a copy of last month's data: same results, and 40 % less time.",
        "Unit tests cover the edge cases from the ticket. I also clicked through it on staging.",
        "Ran the load test twice. p95 is where it was.",
        "Tests added; the one that was flaky is now deterministic.",
        "Checked with {person} on the staging system.",
    ];

    public static readonly string[] CommitSteps =
    [
        "Add a failing test for {area}", "Handle the empty case in {area}", "Extract the decision in {area}", "Rename for clarity",
        "Address review comments", "Cover the edge cases", "Update the changelog", "Remove the workaround in {area}",
        "Make the time zone explicit", "Log why {area} refused", "Tidy imports", "Fix the build",
    ];

    public static readonly string[] Direct =
    [
        "Bump the version of the base image", "Fix a typo in the README", "Correct the on-call contact", "Raise the memory limit of {area}",
        "Turn the flag for {area} on", "Silence a noisy log line in {area}", "Document how to run {area} locally", "Revert an accidental format change",
    ];

    public static readonly string[] Approvals =
    [
        "", "", "Looks good, thanks for splitting it up.", "Nice, this is much easier to follow than before.",
        "Approved. One small question, no need to wait for it.", "Tried it on staging, works for me.", "LGTM",
    ];

    public static readonly string[] Objections =
    [
        "This works, but I am worried about what happens when two of these run at the same time. Can we add a test for it?",
        "Could we keep the old endpoint for one more release? The app still calls it.",
        "I think the retry belongs one level up, otherwise we retry twice.",
        "Please split the migration from the code change, so that we can roll back the code alone.",
        "The error is swallowed here. Whoever is on call will need it.",
    ];

    public static readonly string[] LineComments =
    [
        "Can this be null when the order was imported?", "Nit: the name says what it does, not what it means.",
        "Why not reuse the parser that we have in {area}?", "This allocates in a loop; fine for now, but it will show in the profile.",
        "I would put the limit into the configuration.", "Is the unit seconds or milliseconds? Let us put it into the name.",
        "Good catch, I did not know that this could happen.", "We have the same check three lines above.",
        "Could you add the ticket number here? The reason is not obvious from the code.", "This comparison depends on the culture of the server.",
    ];

    public static readonly string[] Answers =
    [
        "Good point, changed.", "It cannot: the constructor checks it. I added a test that says so.", "Renamed.", "Yes, the unit is seconds; I put it into the name.",
        "I left it as it is for now and opened an issue.", "Done in the last commit.", "I tried that, it makes the other case slower. Measured numbers are in the description.",
    ];

    public static readonly string[] Conversation =
    [
        "I rebased this on main and re-ran the load test.", "@{person} can you have a look at the part about {area}?",
        "Staging is green with this.", "Let us merge it after the release on Thursday.", "The failing check is the known flaky one, I restarted it.",
        "Documentation is in the wiki now; I linked it in the description.", "Do we need to tell support about the changed message?",
        "We talked about it in the stand-up: keep it small, the rest comes in a second pull request.",
    ];

    public static readonly string[] IssueDetails =
    [
        "Steps:\n\n1. Open {area} with a fresh account\n2. Repeat the last action twice\n3. Look at the result\n\nExpected: the same result. It differs about one time in ten.",
        "Support has four tickets about this since Monday. It only happens with {area}, and only for orders from abroad.",
        "Seen on production at 09:40 and again at 11:05. The logs of {area} show a time-out just before it.",
        "It has been like this for a while, but with the new volume it starts to hurt. A first step would be enough.",
        "Found while testing something else in {area}. No workaround that I know of.",
    ];

    public static readonly string[] IssueComments =
    [
        "I can reproduce this. It needs a slow connection.", "Which version was this? It should be fixed since last week's release.",
        "The cause is in {area}: we compare before we normalise.", "I will take it, it fits to what I am doing anyway.",
        "Same here, with an order from Sweden.", "Logs attached to the incident. The first error is the interesting one.",
        "Let us fix the data first and the cause in the next sprint.", "한국 고객에게서도 같은 문제가 보고되었습니다. 로그를 확인해 보겠습니다.",
    ];

    public static readonly string[] ReleaseNotes =
    [
        "Mostly fixes in {area}. No migration.", "New in {area}; the flag is on for employees.", "Performance and clean-up in {area}. Rolls out on Thursday.",
    ];

    public static readonly string[] Dependencies =
    [
        "esbuild", "Npgsql", "vite", "golang.org/x/net", "okhttp", "pandas", "cert-manager", "xunit", "playwright", "zod", "pyarrow", "helm",
    ];
}
