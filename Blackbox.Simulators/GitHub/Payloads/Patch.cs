using System.Globalization;
using System.Text;
using Blackbox.Simulators.Generation;
using Blackbox.Simulators.GitHub.Model;

namespace Blackbox.Simulators.GitHub.Payloads;

/// <summary>The unified diff of a file: as many lines as it says, the same each time.</summary>
internal static class Patch
{
    private static readonly string[] Lines =
    [
        "    if (order.lines.length === 0) return empty;", "    const limit = settings.limit;", "    return rules.filter(rule => rule.applies(order));",
        "    log.info(\"skipped\", { reason });", "    // The provider answers twice for the same key.", "    total = total + line.amount;",
        "    await store.save(order);", "    assert(result.count === expected);", "", "    validate(request.body);", "    queue.publish(change);",
    ];

    public static string Of(ChangedFile file)
    {
        var dice = new Dice(file.Seed);
        var from = file.Deletions == 0 && file.Status == "added" ? 0 : dice.Between(1, 300);
        var text = new StringBuilder();
        var (before, after) = (file.Deletions + (from == 0 ? 0 : 2), file.Additions + (from == 0 ? 0 : 2));
        text.Append(CultureInfo.InvariantCulture, $"@@ -{from},{before} +{Math.Max(1, from)},{after} @@");
        if (from > 0)
            text.Append("\n ").Append(dice.Pick(Lines));
        for (var i = 0; i < file.Deletions; i++)
            text.Append("\n-").Append(dice.Pick(Lines));
        for (var i = 0; i < file.Additions; i++)
            text.Append("\n+").Append(dice.Pick(Lines));
        if (from > 0)
            text.Append("\n ").Append(dice.Pick(Lines));
        return text.ToString();
    }
}
