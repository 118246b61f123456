namespace Vae.Core.Simd;

/// <summary>
/// Numbers of exp(x) = 2^n exp(r), |r| at most half of log 2: Taylor's series to r^7 (its remainder is 2e-9 there), and log 2 in two parts so that
/// r keeps its last bits. Below the range the result is 0, above it
/// stays at its finite end; NaN stays NaN.
/// </summary>
internal static class ExpSeries
{
    // n is then -127, whose power of two is written as 0.
    public const float Smallest = -88f;
    public const float Largest = 88f;
    public const float InverseLogTwo = 1.44269504f;
    public const float Shift = 12582912f;

    // 9 bits, so that its product with n is exact.
    public const float LogTwoHigh = 0.693359375f;
    public const float LogTwoLow = -2.12194440e-4f;
    public const float C2 = 1f / 2;
    public const float C3 = 1f / 6;
    public const float C4 = 1f / 24;
    public const float C5 = 1f / 120;
    public const float C6 = 1f / 720;
    public const float C7 = 1f / 5040;
}
