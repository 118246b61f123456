using System.Globalization;
using System.Text.RegularExpressions;

namespace Packages.Tests.Readme;

/// <summary>What stands around a block of the README when it runs, and what must be printed.</summary>
/// <param name="Begins">The block's first line, by which it is found; its beginning is enough.</param>
/// <param name="Before">Code before the block: what it speaks of and does not show. It names types in full, so that it needs no namespace of its own.</param>
/// <param name="After">Code after it, which prints what came of it.</param>
/// <param name="Verify">Looks at what both have printed.</param>
internal sealed record BlockCheck(string Begins, string Before, string After, Action<string> Verify)
{
    /// <summary>The blocks of README.md.</summary>
    public static readonly BlockCheck[] All =
    [
        new("using Microsoft.ML;", "", "", printed =>
        {
            var match = Match(printed, @"^AUC (0\.\d{3}), (\d+) of (\d+) units active$");
            Assert.InRange(Number(match, 1), 0.9, 1);
            Assert.InRange(Number(match, 2), 1, Number(match, 3));
        }),
        new("ml.Model.Save(detector, data.Schema, \"detector.zip\");", "", """
            Console.WriteLine($"saved {new FileInfo("detector.zip").Length > 0} same {Math.Abs(ml.AnomalyDetection.Evaluate(again.Transform(split.TestSet)).AreaUnderRocCurve - metrics.AreaUnderRocCurve) < 1e-9}");
            """, printed => Assert.Equal("saved True same True\n", printed)),
        new("using Vae.Core.Models;", "", """
            var direct = new float[1];
            model.Score(row, direct);
            Console.WriteLine($"finite {float.IsFinite(score[0])} same {direct[0] == score[0]} width {row.Length}");
            """, printed => Assert.Equal("finite True same True width 9\n", printed)),
    ];

    private static Match Match(string printed, string pattern)
    {
        var match = Regex.Match(printed, pattern, RegexOptions.Multiline);
        Assert.True(match.Success, $"'{printed}' is not as {pattern}");
        return match;
    }

    private static double Number(Match match, int group) => double.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);
}
