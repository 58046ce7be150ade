using Pgvector;

namespace Blackbox.Core.Llm;

/// <param name="Vector">L2-normalised.</param>
/// <param name="Model">Who made it; vectors of different models say nothing about each other.</param>
public sealed record EmbeddedText(Vector Vector, string Model);

/// <param name="Calls">How often a model server was asked; 0 for the built-in embedder.</param>
public sealed record EmbeddingReply(IReadOnlyList<EmbeddedText> Texts, int Calls);
