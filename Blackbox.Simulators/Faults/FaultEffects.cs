using System.Text;
using System.Text.Json.Nodes;

namespace Blackbox.Simulators.Http;

/// <summary>What a fault does to a request and to what is sent back.</summary>
internal static class FaultEffects
{
    private const int Drips = 20;

    /// <summary>Where a page has its items, if it is not a list itself.</summary>
    private static readonly string[] Lists =
    [
        "items", "commits", "issues", "values", "histories", "comments", "worklogs", "results", "messages", "members", "channels",
    ];

    /// <summary>False if the request is over.</summary>
    public static async Task<bool> BeforeAsync(HttpContext http, PlannedFault planned, ISimulation simulation)
    {
        switch (planned.Fault.Kind)
        {
            case FaultKind.CutBefore:
                http.Abort();
                return false;
            case FaultKind.Hold:
                await planned.Released.WaitAsync(http.RequestAborted);
                return true;
            case FaultKind.Change:
                simulation.Change(planned.Fault.Change!);
                return true;
            default:
                return true;
        }
    }

    /// <summary>What a broken server shows: not JSON.</summary>
    public static Answer Page(FaultKind kind) => new(kind == FaultKind.ServerError ? 500 : 502, "<html><body><h1>Whoa there!</h1></body></html>"u8.ToArray())
    {
        ContentType = "text/html; charset=utf-8",
    };

    public static async Task WriteAsync(HttpContext http, Answer answer, Fault? fault)
    {
        var body = answer.Body;
        if (answer.Status == 200 && fault?.Kind == FaultKind.MalformedJson)
            body = body[..(body.Length / 2)].ToArray().Concat("}]\"broken"u8.ToArray()).ToArray();
        if (answer.Status == 200 && fault?.Kind == FaultKind.MalformedItem)
            body = BreakItem(body, fault.Item);
        if (answer.Status == 304)
            return;

        http.Response.ContentType = answer.ContentType;
        http.Response.ContentLength = body.Length;
        switch (fault?.Kind)
        {
            case FaultKind.CutMiddle:
                await http.Response.Body.WriteAsync(body[..(body.Length / 2)], http.RequestAborted);
                await http.Response.Body.FlushAsync(http.RequestAborted);
                http.Abort();
                return;
            case FaultKind.SlowDrip:
                for (var i = 0; i < Drips; i++)
                {
                    await http.Response.Body.WriteAsync(body[(body.Length * i / Drips)..(body.Length * (i + 1) / Drips)], http.RequestAborted);
                    await http.Response.Body.FlushAsync(http.RequestAborted);
                    await Task.Delay(fault.Pause, TimeProvider.System, http.RequestAborted);
                }
                return;
            default:
                await http.Response.Body.WriteAsync(body, http.RequestAborted);
                return;
        }
    }

    /// <summary>The id becomes an object, the times become numbers, and the one who did it is gone.</summary>
    private static byte[] BreakItem(ReadOnlyMemory<byte> body, int index)
    {
        var page = JsonNode.Parse(body.Span);
        var items = page as JsonArray ?? Lists.Select(name => (page as JsonObject)?[name] as JsonArray).FirstOrDefault(list => list is not null);
        if (items is null || items.Count == 0 || items[Math.Min(index, items.Count - 1)] is not JsonObject item)
            return body.ToArray();
        foreach (var name in item.Select(field => field.Key).ToList())
        {
            if (name is "id" or "sha" or "ts")
                item[name] = new JsonObject { ["broken"] = true };
            else if (name.EndsWith("_at", StringComparison.Ordinal) || name is "created" or "updated" or "started")
                item[name] = 17;
            else if (name is "user" or "actor" or "author" or "commit" or "title" or "number" or "fields" or "version" or "history" or "key")
                item.Remove(name);
        }
        return Encoding.UTF8.GetBytes(page!.ToJsonString());
    }
}
