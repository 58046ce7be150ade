using System.Globalization;

namespace Blackbox.Core.Summaries.Extractive;

/// <summary>Writes summaries from the activities alone: no model, no clock, no network; equal activities give equal texts. Safe for concurrent use.</summary>
public sealed class ExtractiveSummarizer
{
    /// <summary>As it stands in <see cref="Summary.Model"/>.</summary>
    public const string Model = "extractive";

    /// <summary>Changes when the texts change, so that they are written anew.</summary>
    public const string Version = "extractive.v1";

    private readonly Dictionary<string, IExtractiveForm> _forms;
    private readonly IExtractiveForm _generic = new GenericForm();

    /// <param name="forms">At most one a platform.</param>
    public ExtractiveSummarizer(IEnumerable<IExtractiveForm> forms) =>
        _forms = forms.ToDictionary(form => form.Platform ?? "", StringComparer.Ordinal);

    public SummaryText Write(PlatformDay day)
    {
        if (day.Activities.Count == 0)
            return new($"Nothing recorded on {Markdown.Escape(day.Platform, 40)} for {LongDate(day.Date)}.", []);
        var text = FormOf(day.Platform).Write(day);
        return day.LeftOut == 0
            ? text
            : text with { Content = $"{text.Content}\n\n{Phrases.Count(day.LeftOut, "earlier activity", "earlier activities")} of the day left out." };
    }

    /// <inheritdoc cref="IExtractiveForm.Facts"/>
    public IEnumerable<string> Facts(DayActivity activity) => FormOf(activity.Platform).Facts(activity);

    internal static string LongDate(DateOnly date) => date.ToString("dddd, d MMMM yyyy", CultureInfo.InvariantCulture);

    private IExtractiveForm FormOf(string platform) => _forms.GetValueOrDefault(platform, _generic);
}
