using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Tests.Scoring;

namespace Vae.Core.Tests.Generation;

public sealed class TraversalTests
{
    private const int Features = 7;
    private const int Latent = 4;

    private static readonly VaeModel Model = RandomModel.Make(
        new VaeOptions { Network = new NetworkOptions { HiddenLayers = [12, 9], LatentDimension = Latent }, Engine = new() { Threads = 2 } }, Features);

    private static readonly float[] Row = RandomModel.Rows(Model, 1);

    [Fact]
    public void S8_Traverse_OneDimension_ChangesThatOneInEvenStepsAndNoOther()
    {
        var code = new float[Latent];
        Model.Encode(Row, code);

        var path = Model.Traverse(Row, 2, -1.5f, 2.5f, 5);

        Assert.Equal([-1.5f, -0.5f, 0.5f, 1.5f, 2.5f], Enumerable.Range(0, 5).Select(step => path.Code(step)[2]));
        for (var step = 0; step < 5; step++)
        {
            var back = path.Code(step).ToArray();
            back[2] = code[2];
            Assert.Equal(code, back);
        }

        var decoded = new float[5 * Features];
        Model.Decode(path.Codes, decoded);
        Assert.Equal(decoded, path.Rows);
    }

    [Fact]
    public void S8_Traverse_SeveralDimensions_GivesOneAfterTheOther()
    {
        var both = Model.Traverse(Row, [3, 0], steps: 6);

        Assert.Equal(12, both.Count);
        Assert.Equal([.. Model.Traverse(Row, 3, steps: 6).Codes, .. Model.Traverse(Row, 0, steps: 6).Codes], both.Codes);
        Assert.Equal([.. Model.Traverse(Row, 3, steps: 6).Rows, .. Model.Traverse(Row, 0, steps: 6).Rows], both.Rows);
    }

    [Fact]
    public void S8_TraverseCode_ThroughTheCodesOwnValue_PassesItsRow()
    {
        float[] code = [0.5f, -1, 2, 0];
        var own = new float[Features];
        Model.Decode(code, own);

        var path = Model.TraverseCode(code, [1], -3, 1, 3);

        Assert.Equal(own, path.Row(1));
        Assert.Equal([-3f, -1, 1], Enumerable.Range(0, 3).Select(step => path.Code(step)[1]));
    }

    [Fact]
    public void S8_Traverse_EndsThatDoNotDivideEvenly_AreExact()
    {
        var path = Model.TraverseCode(new float[Latent], [0], -0.1f, 0.7f, 7);

        Assert.Equal((-0.1f, 0.7f), (path.Code(0)[0], path.Code(6)[0]));
    }

    [Fact]
    public void S8_Traverse_BadInput_IsNamed()
    {
        Says("dimension is 4 but must lie between 0 and 3", () => Model.Traverse(Row, 4));
        Says("dimension is -1 but must lie between 0 and 3", () => Model.Traverse(Row, [0, -1]));
        Says("The number of dimensions is 0 but must lie between 1 and", () => Model.Traverse(Row, []));
        Says("steps is 1 but must lie between 2 and", () => Model.Traverse(Row, 0, steps: 1));
        Says("minimum is NaN but must lie", () => Model.Traverse(Row, 0, float.NaN));
        Says("maximum is Infinity but must lie", () => Model.Traverse(Row, 0, 0, float.PositiveInfinity));
        Says("The row has 8 values but this model was trained on 7", () => Model.Traverse(new float[8], 0));
        Says("The code has 7 numbers but this model's codes have 4", () => Model.TraverseCode(Row, [0]));
        Assert.Throws<VaeDataException>(() => Model.Traverse([1, 2, 3, 4, 5, 6, float.NegativeInfinity], 0));
    }

    private static void Says(string words, Action action) =>
        Assert.Contains(words, Assert.ThrowsAny<ArgumentException>(action).Message, StringComparison.Ordinal);
}
