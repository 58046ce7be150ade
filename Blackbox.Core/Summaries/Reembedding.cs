using Blackbox.Core.Data;
using Blackbox.Core.Llm;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Core.Summaries;

/// <summary>Brings vectors of another model to the one in force, without touching what they stand for. Each batch is saved by itself.</summary>
internal sealed class Reembedding(BlackboxDb db, Embedder embedder, int batchSize)
{
    /// <summary>Texts in one call of the model.</summary>
    private const int TextsPerCall = 16;

    // Vectors of the built-in embedder never replace those of a model that will be back.
    public async Task<int> ReembedAsync(CancellationToken cancellationToken)
    {
        if (!await embedder.IsModelAvailableAsync(cancellationToken))
            return 0;
        using var activity = SummaryTelemetry.Source.StartActivity("summaries.reembed");
        var done = await ReembedAsync(db.PlatformSummaries, batchSize, cancellationToken);
        if (done < batchSize)
            done += await ReembedAsync(db.DailySummaries, batchSize - done, cancellationToken);
        activity?.SetTag("summaries.embedded", done);
        return done;
    }

    private async Task<int> ReembedAsync<TSummary>(DbSet<TSummary> summaries, int max, CancellationToken cancellationToken) where TSummary : Summary
    {
        var model = embedder.Model;
        var done = 0;
        while (done < max)
        {
            // Only summaries without anything to find have no model.
            var batch = await summaries.AsNoTracking()
                .Where(s => s.EmbeddingModel != null && s.EmbeddingModel != model)
                .OrderByDescending(s => s.Date).ThenBy(s => s.Id)
                .Take(Math.Min(TextsPerCall, max - done))
                .Select(s => new { s.Id, s.Content, s.InputHash })
                .ToListAsync(cancellationToken);
            if (batch.Count == 0)
                break;
            var reply = await embedder.EmbedAsync([.. batch.Select(row => Markdown.ToPlainText(row.Content))], cancellationToken);
            if (reply.Texts[0].Model != model)
                break;
            for (var i = 0; i < batch.Count; i++)
            {
                var (row, vector) = (batch[i], reply.Texts[i].Vector);
                await summaries.Where(s => s.Id == row.Id && s.InputHash == row.InputHash && s.Content == row.Content).ExecuteUpdateAsync(
                    set => set.SetProperty(s => s.Embedding, vector).SetProperty(s => s.EmbeddingModel, model), cancellationToken);
            }
            SummaryTelemetry.Embedded.Add(batch.Count, new KeyValuePair<string, object?>("model", model));
            done += batch.Count;
        }
        return done;
    }
}
