using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Blackbox.Core.Collecting.Git;

/// <summary>Writes <see cref="CollectedActivity.Details"/> of commits; docs/platforms/git.md says what they hold. Reuses its buffer.</summary>
internal sealed class CommitDetails
{
    private readonly ArrayBufferWriter<byte> _buffer = new(4096);

    // Not for HTML; shorter this way, and the database stores characters anyway.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public string Write(GitCommit commit, string? branch, bool filesKnown, bool atBorder, IReadOnlyList<GitPerson> coAuthors, bool moreCoAuthors, string role)
    {
        _buffer.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("role"u8, role);
            WritePerson(json, "author"u8, commit.Author);
            WriteDate(json, "authoredAt"u8, commit.Authored);
            WritePerson(json, "committer"u8, commit.Committer);
            WriteDate(json, "committedAt"u8, commit.Committed);
            if (branch is not null)
                json.WriteString("branch"u8, branch);
            json.WriteStartArray("parents"u8);
            foreach (var parent in commit.Parents)
                json.WriteStringValue(parent);
            json.WriteEndArray();
            if (coAuthors.Count > 0)
                WriteCoAuthors(json, coAuthors);
            if (filesKnown && !commit.IsMerge)
                WriteFiles(json, commit);
            if (commit.Encoding.Length > 0)
                json.WriteString("encoding"u8, commit.Encoding);
            if (atBorder)
                json.WriteBoolean("shallow"u8, true);
            WriteTruncated(json, commit, moreCoAuthors);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(_buffer.WrittenSpan);
    }

    private static void WritePerson(Utf8JsonWriter json, ReadOnlySpan<byte> name, GitPerson person)
    {
        json.WriteStartObject(name);
        json.WriteString("name"u8, person.Name);
        json.WriteString("email"u8, person.Email);
        json.WriteEndObject();
    }

    private static void WriteDate(Utf8JsonWriter json, ReadOnlySpan<byte> name, GitDate? date)
    {
        if (date is { IsBelievable: true } known)
            json.WriteString(name, known.Instant);
    }

    private static void WriteCoAuthors(Utf8JsonWriter json, IReadOnlyList<GitPerson> people)
    {
        json.WriteStartArray("coAuthors"u8);
        foreach (var person in people)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, person.Name);
            json.WriteString("email"u8, person.Email);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteFiles(Utf8JsonWriter json, GitCommit commit)
    {
        json.WriteNumber("filesChanged"u8, commit.FileCount);
        json.WriteNumber("added"u8, commit.Added);
        json.WriteNumber("deleted"u8, commit.Deleted);
        json.WriteStartArray("files"u8);
        foreach (var file in commit.Files)
        {
            json.WriteStartObject();
            json.WriteString("path"u8, file.Path);
            if (file.OldPath is not null)
                json.WriteString("oldPath"u8, file.OldPath);
            if (file.Added is { } added && file.Deleted is { } deleted)
            {
                json.WriteNumber("added"u8, added);
                json.WriteNumber("deleted"u8, deleted);
            }
            else
            {
                json.WriteBoolean("binary"u8, true);
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteTruncated(Utf8JsonWriter json, GitCommit commit, bool moreCoAuthors)
    {
        var files = commit.FileCount > commit.Files.Count;
        var parents = commit.ParentCount > commit.Parents.Count;
        if (!commit.MessageTruncated && !files && !commit.PathTruncated && !parents && !moreCoAuthors)
            return;
        json.WriteStartArray("truncated"u8);
        if (commit.MessageTruncated)
            json.WriteStringValue("message"u8);
        if (files)
            json.WriteStringValue("files"u8);
        if (commit.PathTruncated)
            json.WriteStringValue("paths"u8);
        if (parents)
            json.WriteStringValue("parents"u8);
        if (moreCoAuthors)
            json.WriteStringValue("coAuthors"u8);
        json.WriteEndArray();
    }
}
