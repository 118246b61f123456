using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Vae.MLNet.Tests.Support;

namespace Vae.MLNet.Tests;

/// <summary>
/// The tests of this assembly once more, in a process of its own, under a culture that writes numbers as English does not: Persian has neither point nor comma between whole and part, another minus sign
/// and another calendar, so that whatever asks the culture comes out as an error or as other text. What a comma would do is tried by <see cref="ModelFiles.CultureTests"/>.
/// Left out are those that set cultures of their own, and those whose work is done by processes that are not told of the culture, or by many threads that do what other tests do.
/// </summary>
public sealed partial class CultureRunTests
{
    private static readonly Type[] LeftOut =
    [
        typeof(CultureRunTests), typeof(ModelFiles.CultureTests), typeof(ModelFiles.FreshProcessTests), typeof(ThreadingTests), typeof(ModelFiles.ThreadingTests),
    ];

    [Theory]
    [InlineData("fa-IR")]
    public async Task AllTests_UnderAnotherCulture_Pass(string culture)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            ["vstest", typeof(CultureRunTests).Assembly.Location, $"--TestCaseFilter:{string.Join('&', LeftOut.Select(type => $"FullyQualifiedName!~{type.FullName}."))}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[TestCulture.Variable] = culture;
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.True(process.ExitCode == 0, await errors + output);
        Assert.Equal(Count(Total(), output), Count(Passed(), output));
        Assert.True(Count(Total(), output) > 300, output);
    }

    private static int Count(Regex figure, string output) => int.Parse(figure.Match(output).Groups[1].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"Total:\s+(\d+)")]
    private static partial Regex Total();

    [GeneratedRegex(@"Passed:\s+(\d+)")]
    private static partial Regex Passed();
}
