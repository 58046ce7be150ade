using System.Buffers.Text;
using System.ComponentModel.DataAnnotations;
using System.Text;

namespace Blackbox.Api;

/// <param name="Items">In the order that the address promises.</param>
/// <param name="Next">Pass it as <c>cursor</c> for what follows; null at the end.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? Next)
{
    /// <param name="rows">One more than <paramref name="limit"/> where there is more.</param>
    public static Page<T> Of(List<T> rows, int limit, Func<T, Cursor> cursorOf)
    {
        if (rows.Count <= limit)
            return new(rows, null);
        rows.RemoveRange(limit, rows.Count - limit);
        return new(rows, cursorOf(rows[^1]).ToString());
    }
}

/// <summary>Where a page ended: the sort key of its last row. Opaque for clients.</summary>
public readonly record struct Cursor(long Key, Guid Id) : IParsable<Cursor>
{
    public static Cursor At(DateTimeOffset instant, Guid id) => new(instant.UtcTicks, id);

    public static Cursor At(DateOnly date) => new(date.DayNumber, Guid.Empty);

    /// <summary>Null when the key is none that a record can hold.</summary>
    public DateTimeOffset? Instant => Key >= 0 && Key <= DateTimeOffset.MaxValue.Ticks ? new(Key, TimeSpan.Zero) : null;

    public DateOnly? Date => Key >= 0 && Key <= DateOnly.MaxValue.DayNumber ? DateOnly.FromDayNumber((int)Key) : null;

    public override string ToString() => Base64Url.EncodeToString(Encoding.ASCII.GetBytes($"{Key}.{Id:N}"));

    public static bool TryParse(string? s, IFormatProvider? provider, out Cursor result)
    {
        result = default;
        if (s is null || s.Length > 128 || !Base64Url.IsValid(s))
            return false;
        var parts = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(s)).Split('.');
        if (parts.Length != 2 || !long.TryParse(parts[0], System.Globalization.CultureInfo.InvariantCulture, out var key) || !Guid.TryParseExact(parts[1], "N", out var id))
            return false;
        result = new(key, id);
        return true;
    }

    public static Cursor Parse(string s, IFormatProvider? provider) => TryParse(s, provider, out var cursor) ? cursor : throw new FormatException("Not a cursor.");
}

/// <summary>A page's size, bounded.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
internal sealed class PageSizeAttribute() : RangeAttribute(1, Max)
{
    public const int Max = 200;
    public const int Default = 50;
}
