using System.Text.Json;
using Blackbox.Core.Data;

namespace Blackbox.Core.Collecting;

/// <summary>What a person fills in to connect a platform, and how that becomes a connection.</summary>
/// <param name="Title">As <c>Connect Jira</c>.</param>
/// <param name="Fields">In the order in which they are asked for; at most one secret and one base URL.</param>
public sealed record ConnectionForm(string Title, IReadOnlyList<ConnectionField> Fields)
{
    /// <summary>Said below the title; null for nothing.</summary>
    public string? Explanation { get; init; }

    /// <summary>What the fields that are folded away are about.</summary>
    public string? MoreTitle { get; init; }

    /// <summary>Said below the folded fields; null for nothing.</summary>
    public string? MoreExplanation { get; init; }

    /// <summary>Words of the button.</summary>
    public string Action { get; init; } = "Connect and test";

    /// <summary>Whose work can be chosen, the default first.</summary>
    public IReadOnlyList<ScopeChoice> Scopes { get; init; } = [new(null, "The token owner's"), new(RecordScope.Everyone, "Everyone's")];

    /// <summary>The form is shown at once; others open when they are chosen.</summary>
    public bool IsOpen { get; init; }

    /// <summary>Days that are collected at once when a connection is added; older ones are a backfill's.</summary>
    public int FirstDays { get; init; } = 30;

    /// <summary>The connection's settings, as JSON: texts, lists and checked boxes under their fields' names, what was left empty is left out.</summary>
    public string ToSettings(ConnectionValues values)
    {
        var settings = new Dictionary<string, object>();
        foreach (var field in Fields)
        {
            object? value = field.Kind switch
            {
                FieldKind.Text => values.Text(field.Name),
                FieldKind.Lines => values.Lines(field.Name) is { Count: > 0 } lines ? lines : null,
                FieldKind.Checkbox => values.Text(field.Name) is null ? null : true,
                _ => null,
            };
            if (value is not null)
                settings[field.Setting ?? field.Name] = value;
        }
        return JsonSerializer.Serialize(settings);
    }

    /// <summary>What was entered as secret; null where the form asks for none or it was left empty.</summary>
    public string? SecretIn(ConnectionValues values) => Of(FieldKind.Secret) is { } field ? values.Text(field.Name) : null;

    /// <summary>What was entered as base URL; null where the form asks for none or it was left empty.</summary>
    public string? BaseUrlIn(ConnectionValues values) => Of(FieldKind.Url) is { } field ? values.Text(field.Name) : null;

    /// <returns>The first required field that was left empty; null when there is none.</returns>
    public ConnectionField? MissingIn(ConnectionValues values) => Fields.FirstOrDefault(field => field.IsRequired && values.Text(field.Name) is null);

    private ConnectionField? Of(FieldKind kind) => Fields.FirstOrDefault(field => field.Kind == kind);
}

/// <summary>One thing that is asked for.</summary>
/// <param name="Name">Of the field, and of the settings' member unless <paramref name="Setting"/> names another.</param>
/// <param name="Setting">The settings' member; null for the field's name.</param>
public sealed record ConnectionField(string Name, string Label, FieldKind Kind, string? Setting = null)
{
    public string? Placeholder { get; init; }

    /// <summary>Said below the field; null for nothing.</summary>
    public string? Help { get; init; }

    public bool IsRequired { get; init; }

    /// <summary>Folded away, as most people need not care.</summary>
    public bool IsMore { get; init; }
}

public enum FieldKind
{
    Text,

    /// <summary>A list, one entry a line; commas separate too.</summary>
    Lines,

    /// <summary>Becomes the connection's secret; never shown again.</summary>
    Secret,

    /// <summary>Becomes the connection's base URL.</summary>
    Url,

    Checkbox,
}

/// <param name="Scope">Null to find out by what the connection sees.</param>
public sealed record ScopeChoice(RecordScope? Scope, string Label)
{
    /// <summary>As it is sent.</summary>
    public string Word => Scope is { } scope ? EnumWords.ToWord(scope) : "auto";
}

/// <summary>What somebody typed into a form.</summary>
public sealed class ConnectionValues(IReadOnlyDictionary<string, string> typed)
{
    /// <returns>Without spaces around it; null where nothing was typed.</returns>
    public string? Text(string name) => typed.GetValueOrDefault(name)?.Trim() is { Length: > 0 } text ? Texts.Storable(text) : null;

    /// <returns>The entries of a list.</returns>
    public IReadOnlyList<string> Lines(string name) =>
        Text(name)?.Split(['\r', '\n', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}
