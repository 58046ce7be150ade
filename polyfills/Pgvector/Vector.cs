using System.Globalization;

namespace Pgvector;

/// <summary>A value of pgvector's <c>vector</c> type; equal when all elements are.</summary>
public class Vector : IEquatable<Vector>
{
    public Vector(ReadOnlyMemory<float> v) => Memory = v;

    /// <summary>Reads the text form of the server, e.g. <c>[1,-2.5,3e-05]</c>.</summary>
    public Vector(string s)
    {
        ArgumentNullException.ThrowIfNull(s);
        var body = s.AsSpan(1, s.Length - 2);
        var elements = new List<float>();
        foreach (var part in body.Split(','))
        {
            elements.Add(float.Parse(body[part], NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture));
        }

        Memory = elements.ToArray();
    }

    public ReadOnlyMemory<float> Memory { get; }

    public float[] ToArray() => Memory.ToArray();

    public bool Equals(Vector? other) => other is not null && Memory.Span.SequenceEqual(other.Memory.Span);

    public override bool Equals(object? obj) => Equals(obj as Vector);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var element in Memory.Span)
        {
            hash.Add(element);
        }

        return hash.ToHashCode();
    }

    public override string ToString()
        => $"[{string.Join(',', Memory.ToArray().Select(element => element.ToString(CultureInfo.InvariantCulture)))}]";

    public static bool operator ==(Vector? x, Vector? y) => x is null ? y is null : x.Equals(y);

    public static bool operator !=(Vector? x, Vector? y) => !(x == y);
}
