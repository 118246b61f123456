using System.Globalization;
using Vae.Core.Reports;

namespace Vae.Cli.Progress;

/// <summary>The words of a progress line.</summary>
internal static class TrainingProgressText
{
    /// <summary>Epoch and losses, in nats a row.</summary>
    public static string Losses(TrainingProgress progress)
    {
        var text = string.Create(CultureInfo.InvariantCulture,
            $"epoch {progress.Epoch}/{progress.TotalEpochs}  loss {Loss(progress.Loss)}  reconstruction {Loss(progress.Reconstruction)}  KL {Loss(progress.Kl)}");
        if (progress.Networks > 1)
        {
            text = string.Create(CultureInfo.InvariantCulture, $"network {progress.Network}/{progress.Networks}  {text}");
        }

        if (progress.DiscriminatorLoss is { } discriminator)
        {
            text += string.Create(CultureInfo.InvariantCulture, $"  discriminator {discriminator:F3}, right {progress.DiscriminatorAccuracy:P0}");
        }

        if (progress.ValidationLoss is { } validation)
        {
            text += "  validation " + Loss(validation);
        }

        return progress.ActiveUnits is { } active ? text + string.Create(CultureInfo.InvariantCulture, $"  active units {active}") : text;
    }

    /// <summary>A loss with three decimals, or as a power of ten where it is huge.</summary>
    public static string Loss(double loss) => loss.ToString(Math.Abs(loss) < 1e7 ? "F3" : "E3", CultureInfo.InvariantCulture);

    /// <summary>Rows a second, in three digits.</summary>
    public static string Speed(double rowsPerSecond) => rowsPerSecond switch
    {
        >= 1e6 => string.Create(CultureInfo.InvariantCulture, $"{rowsPerSecond / 1e6:F2}M rows/s"),
        >= 1e3 => string.Create(CultureInfo.InvariantCulture, $"{rowsPerSecond / 1e3:F1}k rows/s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{rowsPerSecond:F0} rows/s"),
    };

    /// <summary>A time as 1:02:03 or 2:03.</summary>
    public static string Time(TimeSpan time) => time < TimeSpan.Zero ? "0:00"
        : time.TotalHours >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time.Minutes:D2}:{time.Seconds:D2}")
            : string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}:{time.Seconds:D2}");
}
