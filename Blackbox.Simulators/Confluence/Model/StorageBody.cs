using System.Globalization;
using System.Text;

namespace Blackbox.Simulators.Confluence.Model;

/// <summary>A text in storage format: blocks that versions share, and rows of a long table that are made when it is read.</summary>
/// <param name="Bytes">How long the table makes the text, about; 0 for no table.</param>
internal sealed record StorageBody(IReadOnlyList<string> Blocks, int Bytes = 0)
{
    public string Text
    {
        get
        {
            if (Bytes == 0)
                return string.Concat(Blocks);
            var text = new StringBuilder(Bytes + 4_096);
            text.AppendJoin("", Blocks).Append("<table><tbody><tr><th>Article</th><th>Name</th><th>Stock</th></tr>");
            for (var row = 1; text.Length < Bytes; row++)
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"<tr><td>A-{row:000000}</td><td>Rain jacket &ldquo;Fjord&rdquo; {row % 97} &ndash; 방수 재킷</td><td>{row * 7 % 211}</td></tr>");
            }
            return text.Append("</tbody></table>").ToString();
        }
    }

    public StorageBody Add(string block) => this with { Blocks = [.. Blocks, block] };

    public StorageBody Replace(int index, string block) => this with { Blocks = [.. Blocks.Take(index), block, .. Blocks.Skip(index + 1)] };

    public StorageBody RemoveAt(int index) => this with { Blocks = [.. Blocks.Take(index), .. Blocks.Skip(index + 1)] };
}
