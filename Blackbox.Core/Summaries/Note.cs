using Blackbox.Core.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Blackbox.Core.Summaries;

/// <summary>What the user wrote themselves for a local date. Nothing but the user ever changes it.</summary>
public sealed class Note
{
    public const int MaxContentLength = 20_000;

    public Guid Id { get; init; }
    public Guid UserId { get; init; }
    public DateOnly Date { get; init; }

    /// <summary>Markdown.</summary>
    public required string Content { get; set; }

    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
}

internal sealed class NoteConfiguration : IEntityTypeConfiguration<Note>
{
    public void Configure(EntityTypeBuilder<Note> builder)
    {
        builder.ToTable("notes");
        builder.Property(n => n.Content).HasMaxLength(Note.MaxContentLength);
        builder.HasOne<User>().WithMany().HasForeignKey(n => n.UserId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(n => new { n.UserId, n.Date }).IsUnique();
    }
}
