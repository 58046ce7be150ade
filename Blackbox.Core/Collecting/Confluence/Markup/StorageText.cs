namespace Blackbox.Core.Collecting.Confluence.Markup;

/// <summary>
/// The plain text of Confluence's storage format (XHTML with <c>ac:</c> and <c>ri:</c> elements). Never fails: what is malformed or unknown gives the
/// text that is in it. Takes time and memory in proportion to the length.
/// </summary>
internal static class StorageText
{
    public static string Read(string storage)
    {
        var reader = new MarkupReader(storage);
        var page = new StoragePage(storage.Length / 2);
        while (reader.Read())
        {
            switch (reader.Token)
            {
                case MarkupToken.Text:
                    page.Text(reader.Text, isEscaped: true);
                    break;
                case MarkupToken.Verbatim:
                    page.Text(reader.Text, isEscaped: false);
                    break;
                case MarkupToken.Open:
                    page.Open(ref reader);
                    break;
                default:
                    page.Close(reader.Name);
                    break;
            }
        }
        return page.Build();
    }
}
