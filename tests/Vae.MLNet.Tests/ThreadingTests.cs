using Microsoft.ML;
using Vae.MLNet.Tests.Support;

namespace Vae.MLNet.Tests;

public sealed class ThreadingTests
{
    private readonly MLContext ml = new(seed: 1);

    [Fact]
    public async Task Transformer_UsedByManyThreads_GivesEachTheSameNumbers()
    {
        var rows = TestData.Rows(400, seed: 2);
        var view = ml.Data.LoadFromEnumerable(rows);
        var transformer = TestData.Fit(ml);
        var expected = TestData.Read(ml, transformer.Transform(view));

        await Task.WhenAll(Enumerable.Range(0, 16).Select(worker => Task.Run(() =>
        {
            for (var round = 0; round < 5; round++)
            {
                if (worker % 2 == 0)
                {
                    TestData.AssertEqual(expected, TestData.Read(ml, transformer.Transform(view)));
                }
                else
                {
                    using var engine = ml.Model.CreatePredictionEngine<Row, Output>(transformer);
                    TestData.AssertEqual([.. expected.Take(50)], [.. rows.Take(50).Select(engine.Predict)]);
                }
            }
        })));
    }
}
