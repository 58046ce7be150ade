namespace Blackbox.Core.Collecting.Directories;

/// <summary>Lists the people whom a connection's platform knows.</summary>
public interface IDirectory
{
    /// <summary>One of <see cref="Platforms"/>.</summary>
    string Platform { get; }

    /// <summary>
    /// Everyone, in any order, bots and deactivated people too. An enumeration that ends says that there is nobody else: who was known and is not
    /// among them is taken for deactivated. One that throws, or notes a failed container on the report, says nothing about who is gone. Safe to be
    /// repeated, and safe for concurrent use.
    /// </summary>
    /// <exception cref="PlatformException">The platform cannot be read now; the message is for the connection's owner.</exception>
    IAsyncEnumerable<DirectoryPerson> PeopleAsync(
        ConnectionAccess access, FetchMemory memory, CollectionReport report, CancellationToken cancellationToken);
}
