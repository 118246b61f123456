using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Data.Analysis;
using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Models;
using Vae.MLNet.DataFrames;
using Vae.MLNet.Tests.Support;
using TestData = Vae.MLNet.Tests.Support.TestData;

namespace Vae.MLNet.Tests.DataFrames;

/// <summary>Whatever is in a data frame, in whatever order its columns are and under whatever culture: every way to score it sees the same table, gaps included.</summary>
public sealed class OddFrameTests
{
    private static readonly CultureInfo[] Cultures = CultureInfo.GetCultures(CultureTypes.AllCultures);

    private static readonly string?[] Texts =
        [null, "", " ", "tcp", "TCP", " tcp", "icmp", "udp", "caf\u00E9", "cafe\u0301", "NA", "?", "nan", "80", "80.0", "1,5", "a\nb", "\uD83D\uDE00", "\uD83D", "\u0663", new string('x', 5000), "0", "-"];

    private static readonly MLContext Context = new(seed: 1);

    private static readonly Lazy<(VaeTransformer Strict, VaeTransformer Observing)> Trained = new(() =>
    {
        var rows = Connections.View(Context, Connections.Rows(200));
        return (Estimator(MissingValueHandling.Invalid).Fit(rows), Estimator(MissingValueHandling.Observed).Fit(rows));
    });

    private static Gen<OddFrame> Generator =>
        from rows in Gen.Choose(1, 40)
        from seconds in Gaps(Gen.Elements(0f, -0f, 1.5f, 3e38f, -3e38f, float.Epsilon, float.NaN, 1e10f)).ArrayOf(rows)
        from port in Gaps(Gen.Elements(0, 80, 53, 7, -1, int.MaxValue, int.MinValue)).ArrayOf(rows)
        from bytes in Gaps(Gen.Elements(0L, 1, 80, 1L << 40, long.MaxValue)).ArrayOf(rows)
        from loggedIn in Gaps(Gen.Elements(true, false)).ArrayOf(rows)
        from protocol in Gen.Elements(Texts).ArrayOf(rows)
        from order in Gen.Shuffle(Enumerable.Range(0, 6).ToArray())
        from culture in Gen.Elements(Cultures)
        select new OddFrame(seconds, port, bytes, loggedIn, protocol, order, culture);

    [Fact]
    public void TransformAndScore_AnyFrame_SeeTheSameTable() => Check(given =>
    {
        var frame = given.Create();
        foreach (var transformer in new[] { Trained.Value.Strict, Trained.Value.Observing })
        {
            float[] transformed = [.. transformer.Transform(frame).GetColumn<float>("Score")];
            float[] scored = [.. transformer.Model.Score(frame.Clone()).Columns.GetSingleColumn("Score").Select(score => score!.Value)];

            Assert.Equal(given.Expected(transformer.Model), scored);
            Assert.Equal(scored, transformed);
        }
    });

    [Fact]
    public void Score_AnyFrame_HasNoScoreExactlyWhereSomethingIsMissing() => Check(given =>
    {
        float[] scores = [.. Trained.Value.Strict.Transform(given.Create()).GetColumn<float>("Score")];

        Assert.Equal(Enumerable.Range(0, scores.Length).Select(given.HasGap), scores.Select(float.IsNaN));
    });

    [Fact]
    public void Fit_AnyFrame_LeavesOutTheRowsWithGapsOrRefusesItInWords() => Check(
        drawn =>
        {
            // Texts that no model can hold are refused; most frames go without them, so that training is tried too.
            var given = drawn.Order[0] == 0 ? drawn : drawn with { Protocol = [.. drawn.Protocol.Select(text => text is "\uD83D" or { Length: > 1000 } ? "udp" : text)] };
            var frame = given.Create();
            var estimator = Context.Vae.DetectAnomalies(new VaeAnomalyDetectionOptions
            {
                InputColumnNames = ["Seconds", "Port", "LoggedIn", "Protocol"],
                Model = TestData.Model with { Training = TestData.Model.Training with { Epochs = 1, InvalidRows = Vae.Core.Options.InvalidRowPolicy.Skip } },
            });
            try
            {
                Assert.Equal(Enumerable.Range(0, given.Port.Length).Count(row => !given.HasGap(row, andBytes: false)), estimator.Fit(frame).Model.Report.TrainingRows);
            }
            catch (VaeDataException refused)
            {
                Assert.NotEmpty(refused.Message);
            }
        },
        most: 30);

    private static VaeEstimator Estimator(MissingValueHandling missing) => Context.Vae.DetectAnomalies(new VaeAnomalyDetectionOptions
    {
        InputColumnNames = ["Seconds", "Port", "Bytes", "LoggedIn", "Protocol"],
        Inference = new Vae.Data.Options.ColumnInference { Kinds = Connections.Kinds },
        Model = TestData.Model with { MissingValues = missing },
    });

    private static Gen<T?> Gaps<T>(Gen<T> values)
        where T : struct => Gen.Frequency((4, values.Select(value => (T?)value)), (1, Gen.Constant<T?>(null)));

    private static void Check(Action<OddFrame> property, int most = 150) => Prop.ForAll(Generator.ToArbitrary(), given =>
    {
        var own = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = given.Culture;
        try
        {
            property(given);
        }
        finally
        {
            CultureInfo.CurrentCulture = own;
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(most).WithReplay(new Replay(new Rnd(71, 9), null)));

    /// <summary>The columns of a frame.</summary>
    private sealed record OddFrame(float?[] Seconds, int?[] Port, long?[] Bytes, bool?[] LoggedIn, string?[] Protocol, int[] Order, CultureInfo Culture)
    {
        public DataFrame Create()
        {
            DataFrameColumn[] columns =
            [
                new SingleDataFrameColumn("Seconds", Seconds), new Int32DataFrameColumn("Port", Port), new Int64DataFrameColumn("Bytes", Bytes), new BooleanDataFrameColumn("LoggedIn", LoggedIn),
                new StringDataFrameColumn("Protocol", Protocol), new StringDataFrameColumn("note", Protocol),
            ];
            return new DataFrame(Order.Select(column => columns[column]));
        }

        public bool HasGap(int row) => HasGap(row, andBytes: true);

        public bool HasGap(int row, bool andBytes) => Seconds[row] is null or float.NaN || Port[row] is null || (andBytes && Bytes[row] is null) || LoggedIn[row] is null || (andBytes ? IsMissing(Protocol[row]) : string.IsNullOrEmpty(Protocol[row]));

        // In training such a text is a level like any other.
        private static bool IsMissing(string? text) => text?.Trim() is null or "" or "NA" or "?" or "nan";

        /// <summary>Scores of the expanded rows, which are made here by other means.</summary>
        public float[] Expected(VaeModel model)
        {
            var table = model.Columns!;
            var encoder = new TableEncoder(table);
            var rows = new double[Port.Length * table.Width];
            for (var row = 0; row < Port.Length; row++)
            {
                var values = rows.AsSpan(row * table.Width, table.Width);
                values[table.Offset(0)] = Seconds[row] ?? double.NaN;
                Level(encoder, 1, Port[row]?.ToString(CultureInfo.InvariantCulture), values);
                values[table.Offset(2)] = Bytes[row] ?? double.NaN;
                values[table.Offset(3)] = LoggedIn[row] is { } truth ? truth ? 1 : 0 : double.NaN;
                Level(encoder, 4, Protocol[row], values);
            }

            var scores = new float[Port.Length];
            model.Score(rows, scores);
            return scores;
        }

        private static void Level(TableEncoder encoder, int column, string? text, Span<double> values)
        {
            if (IsMissing(text))
            {
                values[encoder.Schema.Offset(column)..encoder.Schema.Offset(column + 1)].Fill(double.NaN);
            }
            else
            {
                encoder.EncodeText(column, text, values);
            }
        }
    }
}
