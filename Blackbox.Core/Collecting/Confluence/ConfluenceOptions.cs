using System.ComponentModel.DataAnnotations;

namespace Blackbox.Core.Collecting.Confluence;

/// <summary>What holds for all connections to Confluence; section <c>Confluence</c>.</summary>
public sealed class ConfluenceOptions : IValidatableObject
{
    public const string Section = "Confluence";

    /// <summary>Keys of the spaces that connections read which name none themselves; empty for all that their tokens see.</summary>
    public IList<string> Spaces { get; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Spaces.Count > ConfluenceSettings.MaxSpaces)
            yield return new($"{Section}:{nameof(Spaces)} has more than {ConfluenceSettings.MaxSpaces} entries.");
        foreach (var space in Spaces)
        {
            if (!ConfluenceSettings.IsSpaceKey(space))
                yield return new($"{Section}:{nameof(Spaces)} holds \"{space}\", which is not the key of a space.");
        }
    }
}
