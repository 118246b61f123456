using System.Reflection;
using System.Runtime.CompilerServices;

namespace Vae.Torch.Tests;

/// <summary>Holds the list of tests that is shown as skipped where TorchSharp is missing against the tests there are.</summary>
public sealed class ListTests
{
    [Fact]
    public void List_Always_NamesEveryTest()
    {
        var present = typeof(ListTests).Assembly.GetTypes()
            .Where(type => type != typeof(ListTests))
            .SelectMany(type => type.GetMethods().Where(method => method.GetCustomAttributes<FactAttribute>().Any()).Select(method => $"{type.Name}.{method.Name}"));
        var listed = File.ReadLines(Path.Combine(Path.GetDirectoryName(SourceFile())!, "tests.txt")).Where(line => line.Length > 0);

        Assert.Equal(present.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    private static string SourceFile([CallerFilePath] string path = "") => path;
}
