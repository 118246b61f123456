namespace Docs.Tests.Pages;

/// <summary>A page of the documents.</summary>
/// <param name="Name">Its path from the repository's folder, with slashes.</param>
/// <param name="Text">What stands in it, with line feeds alone.</param>
internal sealed record Page(string Name, string Text)
{
    /// <summary>Whether its blocks are run: pages of the site, and the README.</summary>
    public bool Runs => Name == "README.md" || IsOfTheSite;

    /// <summary>Whether it stands in the site's table of contents.</summary>
    public bool IsOfTheSite => Name.StartsWith("docs/", StringComparison.Ordinal);

    /// <summary>The pages that people read: those of the site, and every other Markdown file of the repository.</summary>
    public static IReadOnlyList<Page> All { get; } = [.. Markdown().Order(StringComparer.Ordinal).Select(Read)];

    /// <summary>Reads the page of this name.</summary>
    public static Page Read(string name) => new(name, File.ReadAllText(Repository.PathOf(name)).ReplaceLineEndings("\n"));

    private static IEnumerable<string> Markdown()
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        return Directory.EnumerateFiles(Repository.Root, "*.md", options)
            .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
            .Where(name => !name.Split('/').Any(part => part is "artifacts" or "bin" or "obj" or "node_modules" or ".git"));
    }
}
