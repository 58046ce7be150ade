using Blackbox.Core.Summaries.Extractive;

namespace Blackbox.Core.Collecting.Git.Form;

/// <summary>What a file's path says about a change to it.</summary>
internal static class FilePurpose
{
    private static readonly HashSet<string> LockFiles = new(StringComparer.OrdinalIgnoreCase)
    {
        "package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lockb", "bun.lock", "packages.lock.json", "Cargo.lock",
        "poetry.lock", "uv.lock", "Pipfile.lock", "Gemfile.lock", "composer.lock", "go.sum", "flake.lock", "Podfile.lock", "mix.lock", "pubspec.lock",
        "gradle.lockfile",
    };

    private static readonly string[] GeneratedEndings =
    [
        ".min.js", ".min.css", ".map", ".g.cs", ".designer.cs", ".g.dart", ".pb.go", "_pb2.py", "_pb2_grpc.py", ".pb.cc", ".pb.h", ".snap", ".generated.cs",
    ];

    private static readonly string[] GeneratedFolders = ["dist", "vendor", "node_modules", "third_party", "__snapshots__"];

    /// <summary>Why a reader may skip the file, as "lock files"; null when they may not.</summary>
    public static string? TriviaOf(FileChange file)
    {
        if (LockFiles.Contains(file.Name))
            return "lock files";
        var isGenerated = Array.Exists(GeneratedEndings, ending => file.Name.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            || file.Directory.Split('/').Any(GeneratedFolders.Contains);
        return isGenerated ? "generated files" : null;
    }

    public static CommitPurpose? Of(FileChange file)
    {
        var folders = file.Directory.ToLowerInvariant().Split('/');
        var name = file.Name.ToLowerInvariant();
        if (folders.Any(folder => folder is ".github" or ".gitlab" or ".circleci" or ".ci") || name is "dockerfile" or ".gitlab-ci.yml" or "jenkinsfile")
            return CommitPurpose.Build;
        if (folders.Any(folder => folder is "test" or "tests" or "__tests__" or "spec" || folder.EndsWith(".tests", StringComparison.Ordinal))
            || name.Contains(".test.", StringComparison.Ordinal) || name.Contains("_test.", StringComparison.Ordinal) || name.StartsWith("test_", StringComparison.Ordinal))
            return CommitPurpose.Test;
        if (folders[0] is "docs" or "doc" || name.EndsWith(".md", StringComparison.Ordinal) || name.EndsWith(".rst", StringComparison.Ordinal))
            return CommitPurpose.Documentation;
        return null;
    }
}
