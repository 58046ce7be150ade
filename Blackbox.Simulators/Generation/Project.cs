namespace Blackbox.Simulators.Generation;

/// <summary>What a repository is about: where its work gets its words from.</summary>
internal sealed record Project(string Name, string Description, string Language, string Extension, IReadOnlyList<Area> Areas);

/// <summary>A part of a project, with what can be built, what can break and what can be tidied there.</summary>
internal sealed record Area(string Name, string Folder, string[] Features, string[] Bugs, string[] Chores);
