using System.Runtime.CompilerServices;
using System.Text;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Something whose value is only known when the application runs: a port, a password, an address.</summary>
public interface IValueProvider
{
    ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default);
}

/// <summary>Text with values in it that are filled in when the application runs.</summary>
public class ReferenceExpression : IValueProvider
{
    private readonly IReadOnlyList<(string? Literal, IValueProvider? Value, string? Format)> _parts;

    private ReferenceExpression(IReadOnlyList<(string?, IValueProvider?, string?)> parts) => _parts = parts;

    public static ReferenceExpression Create(in ExpressionInterpolatedStringHandler handler) => new([.. handler.Parts]);

    public IReadOnlyList<IValueProvider> ValueProviders => [.. _parts.Select(part => part.Value).OfType<IValueProvider>()];

    public async ValueTask<string?> GetValueAsync(CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        foreach (var (literal, provider, format) in _parts)
        {
            var value = provider is null ? literal : await provider.GetValueAsync(cancellationToken);
            text.Append(format == "uri" ? Uri.EscapeDataString(value ?? "") : value);
        }

        return text.ToString();
    }

    [InterpolatedStringHandler]
    public readonly ref struct ExpressionInterpolatedStringHandler
    {
        internal List<(string?, IValueProvider?, string?)> Parts { get; }

        public ExpressionInterpolatedStringHandler(int literalLength, int formattedCount) =>
            Parts = new(formattedCount * 2 + (literalLength > 0 ? 1 : 0));

        public void AppendLiteral(string value) => Parts.Add((value, null, null));

        public void AppendFormatted(string? value, string? format = null) => Parts.Add((value, null, format));

        public void AppendFormatted<T>(T valueProvider, string? format = null) where T : IValueProvider =>
            Parts.Add((null, valueProvider, format));
    }
}
