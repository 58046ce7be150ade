using System.Reflection;
using System.Text;
using System.Xml.Linq;

namespace Blackbox.Api.OpenApi;

/// <summary>
/// The comments of this program's own methods and types, from the file that the compiler writes beside it. (The framework's generator reads those of
/// public ones only.)
/// </summary>
internal sealed class CommentReader
{
    private readonly Dictionary<string, XElement> _members;

    public CommentReader()
    {
        var file = Path.ChangeExtension(typeof(CommentReader).Assembly.Location, ".xml");
        _members = !File.Exists(file) ? [] : XDocument.Load(file).Descendants("member")
            .GroupBy(member => NameOf(member.Attribute("name")!.Value)).ToDictionary(group => group.Key, group => group.First());
    }

    public string? Summary(MethodInfo method) => Text(Find(method)?.Element("summary"));

    public string? Remarks(MethodInfo method) => Text(Find(method)?.Element("remarks"));

    public string? Parameter(MethodInfo method, string parameter) => Text(ParameterOf(Find(method), parameter));

    /// <summary>What a positional record says about one of its members.</summary>
    public string? Member(Type record, string member) => Text(ParameterOf(_members.GetValueOrDefault($"T:{record.FullName}"), member));

    // Handlers of one class have names of their own, so their parameters need not be compared:
    // M:Blackbox.Api.Runs.RunEndpoints.Start(Blackbox.Api.Runs.StartRun,System.String)
    private static string NameOf(string id) => id.IndexOf('(', StringComparison.Ordinal) is > 0 and var end ? id[..end] : id;

    private XElement? Find(MethodInfo method) => _members.GetValueOrDefault($"M:{method.DeclaringType?.FullName}.{method.Name}");

    private static XElement? ParameterOf(XElement? member, string name) =>
        member?.Elements("param").FirstOrDefault(element => string.Equals(element.Attribute("name")?.Value, name, StringComparison.OrdinalIgnoreCase));

    // Text with <see cref="T:A.B.C"/>, <paramref name="x"/> and <c>code</c> in it becomes Markdown.
    private static string? Text(XElement? element)
    {
        if (element is null)
            return null;
        var text = new StringBuilder();
        foreach (var node in element.Nodes())
        {
            if (node is XText plain)
                text.Append(plain.Value);
            else if (node is XElement child)
                text.Append('`').Append(child.Value.Length > 0 ? child.Value : child.Attribute("name")?.Value ?? child.Attribute("cref")?.Value.Split('.', ':')[^1]).Append('`');
        }
        return string.Join(' ', text.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }
}
