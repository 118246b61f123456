using System.Globalization;
using System.Text;

namespace Vae.Cli.Tests.Resuming;

/// <summary>Pictures of 8 x 8 of three kinds, and a label that says which: few, or more than 1 MiB of rows, so that <c>--memory 1</c> reads them anew each epoch.</summary>
internal static class PictureTable
{
    private const int ManyRows = 4300;
    private const int FewRows = 700;
    private const int Side = 8;

    public static string Write(TemporaryFolder folder, bool isLong)
    {
        var random = new Random(5);
        var text = new StringBuilder(string.Join(',', Enumerable.Range(0, Side * Side).Select(pixel => "p" + pixel.ToString(CultureInfo.InvariantCulture))) + ",label\n");
        for (var row = 0; row < (isLong ? ManyRows : FewRows); row++)
        {
            var kind = random.Next(3);
            var at = random.Next(2, 6);
            for (var pixel = 0; pixel < Side * Side; pixel++)
            {
                var (y, x) = Math.DivRem(pixel, Side);
                var isLit = kind switch { 0 => y == at, 1 => x == at, _ => x == y || x + y == Side - 1 };
                text.Append((isLit ? 12 : 0) + random.Next(5)).Append(',');
            }

            text.Append(kind).Append('\n');
        }

        return folder.Write("pictures.csv", text.ToString());
    }
}
