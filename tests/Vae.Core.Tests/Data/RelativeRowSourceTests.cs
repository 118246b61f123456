using Vae.Core.Data;

namespace Vae.Core.Tests.Data;

public class RelativeRowSourceTests
{
    private static readonly double[] Times = [1732780800, 0.5, 1732780801, 0.25, double.NaN, 0.125];
    private static readonly RowOrigin Origin = new([1732780800, 0]);

    [Fact]
    public void Read_SourceOfDoubles_SubtractsBeforeItRounds()
    {
        float[] rows = new float[6];
        using IRowReader reader = RelativeRowSource.Of((IRowSource)new DoubleRowSource(Times, 2), Origin).OpenReader();

        Assert.Equal(3, reader.Read(rows));
        Assert.Equal([0, 0.5f, 1, 0.25f, float.NaN, 0.125f], rows);
    }

    [Fact]
    public void Read_SourceOfFloats_SubtractsFromThem()
    {
        float[] rows = new float[6];
        float[] floats = Array.ConvertAll(Times, value => (float)value);
        using IRowReader reader = RelativeRowSource.Of((IRowSource)new MemoryRowSource(floats, 2), Origin).OpenReader();

        Assert.Equal(3, reader.Read(rows));
        Assert.Equal([0, 0.5f, 0, 0.25f, float.NaN, 0.125f], rows);
    }

    [Fact]
    public void ReadLabelled_SourceOfDoubles_KeepsLabels()
    {
        float[] rows = new float[4];
        float[] labels = new float[3];
        ILabelledRowSource source = RelativeRowSource.Of(new DoubleRowSource(Times, 2, labels: new float[] { 0, 1, 0 }), Origin);
        using ILabelledRowReader reader = source.OpenLabelledReader();

        Assert.Equal(2, reader.Read(rows, labels));
        Assert.Equal([0, 0.5f, 1, 0.25f], rows);
        Assert.Equal([0f, 1f], labels[..2]);
        Assert.Equal("Label", source.LabelName);
    }

    [Fact]
    public void Of_NoOrigin_IsTheSourceItself()
    {
        IRowSource source = new DoubleRowSource(Times, 2);

        Assert.Same(source, RelativeRowSource.Of(source, RowOrigin.OrNull([0, 0])));
    }

    [Fact]
    public void Add_WhatWasSubtracted_GivesTheValuesBack()
    {
        float[] relative = new float[6];
        double[] rows = new double[6];
        RowOrigin.Subtract(Origin, Times, relative);
        RowOrigin.Add(Origin, relative, rows);

        Assert.Equal(Times, rows);
    }

    [Fact]
    public void Constructor_OriginThatIsNotFinite_IsRefused() =>
        Assert.Throws<VaeDataException>(() => new RowOrigin([0, double.PositiveInfinity]));
}
