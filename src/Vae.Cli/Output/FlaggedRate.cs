using System.Globalization;
using Vae.Core.Reports;

namespace Vae.Cli.Output;

/// <summary>Prints a share of flagged rows with its interval.</summary>
internal static class FlaggedRate
{
    public static void Add(Figures figures, AchievedRate rate, string title)
    {
        var interval = string.Create(CultureInfo.InvariantCulture, $"({rate.Lower:P1} to {rate.Upper:P1}) of {rate.Rows:N0} rows {Words(rate.Origin)}");
        figures.Add("flaggedRate", title, rate.Rate, "P1", interval.TrimEnd());
        figures.AddHidden("flaggedRateLower", rate.Lower);
        figures.AddHidden("flaggedRateUpper", rate.Upper);
    }

    private static string Words(ScoreOrigin origin) => origin switch
    {
        ScoreOrigin.HeldOut => "held out",
        ScoreOrigin.CrossFitted => "of training, cross-fitted",
        ScoreOrigin.Training => "of training",
        _ => "",
    };
}
